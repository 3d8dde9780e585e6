import type { Principal } from '../../shared/domain/principal';
import type { ErrorCode } from './errors';

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
}

/** One message as a model takes it. */
export interface ModelMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

export interface ModelRequest {
  readonly model: ModelSpec;
  readonly system?: string | undefined;
  /** Roles alternate and begin with `user`: see `fitContext`. */
  readonly messages: readonly ModelMessage[];
  readonly maxOutputTokens: number;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly stopSequences?: readonly string[] | undefined;
}

/** What a model says while it answers: text, then why it ended, then (perhaps) what it used. */
export type ModelEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'end'; readonly reason: 'stop' | 'length' | 'filtered' }
  | { readonly type: 'usage'; readonly inputTokens: number; readonly outputTokens: number };

export interface Model {
  /**
   * Streams one answer. Ends early, without an error, when `signal` aborts.
   *
   * @throws ModelError for what the model or its service refused
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}

/** A refusal as a value: what a client is told. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
}

/**
 * Whether a principal may spend on an answer now. Asked once a message, before anything is stored or enqueued, by `send`
 * and `complete`; asked again by `generate`, since a message may have waited in its queue.
 */
export interface Admission {
  /** @returns why not, or undefined when the answer may be generated */
  refuse(request: AdmissionRequest): Promise<Refusal | undefined>;
}

export interface AdmissionRequest {
  readonly principal: Pick<Principal, 'userId' | 'org' | 'tier'>;
  readonly model: ModelSpec;
  /** Estimated tokens of what the client sent. */
  readonly inputTokens: number;
}
