import type { Principal } from '../../shared/domain/principal';
import type { Answer, Intervention } from './answer';
import type { Attachment, AttachmentKind } from './attachments/attachment';
import type { ShownAttachment } from './attachments/shown';
import type { Branch, ReadHistory } from './branch';
import type { Refusal } from './errors';
import type { ServerFrame } from './frames';
import type { FinalStatus, Turn, TurnKey } from './turn';

/** A model of the stage, as the domain knows it. */
export interface ModelSpec {
  /** The name a client asks for. */
  readonly id: string;
  /** Bedrock model id or inference profile id. */
  readonly bedrockModelId: string;
  /** Tokens of context the model takes, its answer included. */
  readonly contextTokens: number;
  /** Tokens an answer may have at most. */
  readonly maxOutputTokens: number;
  /** What it takes beside text. @default - nothing */
  readonly takes?: readonly AttachmentKind[] | undefined;
  /** It keeps the beginning of what it has read, where that has so many tokens; absent where it does not. */
  readonly promptCaching?: PromptCaching | undefined;
}

/** Tokens of a beginning that a model keeps. */
export interface PromptCaching {
  readonly minTokens: number;
  readonly maxTokens: number;
}

/** One message as a model takes it. */
export interface ModelMessage {
  readonly role: 'user' | 'assistant';
  /** May be empty beside tool calls or their results. */
  readonly text: string;
  /** What the user sent along: data, whatever it says. */
  readonly attachments?: readonly ShownAttachment[] | undefined;
  /** Tools that the assistant called, after its text. */
  readonly toolUses?: readonly ToolUse[] | undefined;
  /** What the calls of the message before came to; said by the user's side, before its text. */
  readonly toolResults?: readonly ToolResult[] | undefined;
}

/** A tool as a model is told of it. */
export interface ToolSpec {
  /** 1 to 64 of A-Z a-z 0-9 _ -. */
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON Schema of an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** A model's call of a tool. */
export interface ToolUse {
  readonly id: string;
  readonly name: string;
  /** As the model made it: to be checked. */
  readonly input: unknown;
}

export interface ToolResult {
  /** Of the call. */
  readonly id: string;
  readonly text: string;
  readonly failed: boolean;
}

/** Who an answer is for: models are chosen by tier, and for each user in the same way every time. */
export type Caller = Pick<Principal, 'userId' | 'tier'>;

/** The same as tools are told of them: with all that permissions are decided by. */
export type ToolCaller = Pick<Principal, 'userId' | 'org' | 'groups' | 'clearance' | 'tier'>;

export interface ModelRequest {
  readonly model: ModelSpec;
  readonly caller: Caller;
  readonly system?: string | undefined;
  /** Roles alternate and begin with `user`: see `fitContext`. */
  readonly messages: readonly ModelMessage[];
  readonly maxOutputTokens: number;
  /** Texts of the messages that the user says with this request, which the stage's rules of input are held against. */
  readonly said?: readonly string[] | undefined;
  /** Tools that the model may call; it must have them, too, where the messages hold calls. */
  readonly tools?: readonly ToolSpec[] | undefined;
  /** Some tool has to be called, or this one; absent: as the model likes. */
  readonly toolChoice?: 'any' | { readonly name: string } | undefined;
  /** A model that takes no tools may answer without them. */
  readonly toolsOptional?: boolean | undefined;
  /** The same for all requests of a conversation: a model that keeps what it has read answers them where it did. */
  readonly affinity?: string | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly stopSequences?: readonly string[] | undefined;
}

/**
 * What a model says while it answers: text, then why it ended, then (perhaps) what it used. Where several stand behind
 * one, `target` comes first and again whenever another one goes on.
 */
export type ModelEvent =
  | { readonly type: 'target'; readonly name: string }
  | { readonly type: 'text'; readonly text: string }
  | ({ readonly type: 'toolUse' } & ToolUse)
  | { readonly type: 'end'; readonly reason: 'stop' | 'length' | 'toolUse' }
  | { readonly type: 'end'; readonly reason: 'filtered'; readonly intervention: Intervention }
  | ({ readonly type: 'usage' } & ModelUsage);

/** Tokens as the model counted them. */
export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Tokens of the input that came from the model's prompt cache, counted in `inputTokens` too. */
  readonly cachedTokens?: number | undefined;
  /** Tokens of the input that went into that cache, counted in `inputTokens` too. */
  readonly cacheWriteTokens?: number | undefined;
}

export interface Model {
  /**
   * Streams one answer. Ends early, without an error, when `signal` aborts.
   *
   * @throws ModelError for what the model or its service refused
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}

/** Time, so that what waits for it can be tested without waiting. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** The stage's cost brake: part of admission, and asked again by `generate`, since a message may have waited in its queue. */
export interface BrakeCheck {
  /** @returns why not, or undefined when answers may be generated */
  refuse(): Promise<Refusal | undefined>;
}

/** Sends a frame to a connection; `gone` when the connection is closed. */
export type FrameSink = (connectionId: string, frame: ServerFrame) => Promise<'sent' | 'gone'>;

/** What a client said, as it stands in the conversation's history. */
export interface UserMessage extends TurnKey {
  /** ULID: messages of a conversation sort by it. */
  readonly messageId: string;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Absent where it goes on after the message before it. */
  readonly branch?: Branch | undefined;
  readonly attachments?: readonly Attachment[] | undefined;
}

/** One item of a conversation. */
export type HistoryItem =
  | {
      readonly kind: 'message';
      readonly messageId: string;
      readonly text: string;
      readonly branch?: Branch | undefined;
      readonly attachments?: readonly Attachment[] | undefined;
    }
  | {
      readonly kind: 'answer';
      readonly messageId: string;
      readonly text: string;
      /** A rule or guardrail stood against it or its message: no model is told of either. */
      readonly filtered?: boolean | undefined;
    }
  /** Of the message, its answer, and all that leads to them. */
  | { readonly kind: 'summary'; readonly messageId: string; readonly text: string };

/** What stands for the beginning of a conversation, up to a message and its answer, on any branch that both are part of. */
export interface Summary {
  readonly userId: string;
  readonly conversationId: string;
  /** Of the last message that it covers. */
  readonly messageId: string;
  readonly text: string;
  /** Model that made it. */
  readonly model: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** How an item's first write ended; `gone` when its conversation was deleted, or never was. */
export type Written = 'added' | 'there' | 'gone';

export interface Touch {
  readonly mustExist: boolean;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Name of the conversation unless it has one. */
  readonly title: string;
}

/** What a message says, and brings along. */
export type Said = Pick<UserMessage, 'text' | 'attachments'>;

export interface ConversationStore {
  /**
   * Marks the conversation as used now, and makes it unless it must exist.
   *
   * @returns false when it must exist and this user has none of that id, and when it was deleted
   */
  touch(userId: string, conversationId: string, options: Touch): Promise<boolean>;
  /** Adds the message unless it is there. */
  addMessage(message: UserMessage): Promise<Written>;
  /** Adds the answer unless the message has one already, which then stays as it is. */
  addAnswer(answer: Answer): Promise<Written>;
  /** Tokens that a model has read and said for the last answer; 0 where there is none. */
  contextTokens(userId: string, conversationId: string): Promise<number>;
  /** What was said by a message of the conversation. */
  findMessage(userId: string, conversationId: string, messageId: string): Promise<Said | undefined>;
  findAnswer(key: TurnKey, messageId: string): Promise<Answer | undefined>;
  /** Adds the summary unless the message has one already, which then stays as it is. */
  addSummary(summary: Summary): Promise<Written>;
  /** Reads the conversation back from a message, page by page as far as it is consumed. */
  history(userId: string, conversationId: string): ReadHistory;
}

export interface TurnStore {
  find(key: TurnKey): Promise<Turn | undefined>;
  /** @returns false when there is such a turn, which then stays as it is, and when its conversation is not there */
  create(key: TurnKey, turn: Turn): Promise<boolean>;
  /** Takes the turn up as the next attempt; undefined when it has ended or never was. */
  start(key: TurnKey): Promise<Turn | undefined>;
  /** Asks for a stop; undefined when there is no such turn. A turn that has ended stays ended. */
  requestStop(key: TurnKey): Promise<Turn | undefined>;
  /** Sends the rest of the frames elsewhere; undefined unless the turn is queued or running. */
  redirect(key: TurnKey, connectionId: string, resumeFrom: number): Promise<Turn | undefined>;
  /** Ends the turn, and again the same way; undefined when another attempt took over or it has ended otherwise. */
  finish(key: TurnKey, attempt: number, status: FinalStatus): Promise<Turn | undefined>;
}
