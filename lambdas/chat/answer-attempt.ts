import type { FindProfile } from './adapters/profile-store';
import type { Work } from './adapters/work-queue';
import type { AnswerReport } from './answer-report';
import { type Answer, endOf, type GenerationEnd, type Outcome, outcomeOf } from './domain/answer';
import { textOf } from './domain/attachments/inspect';
import { type AttachmentFile, withFiles } from './domain/attachments/shown';
import { Coalescer } from './domain/coalescer';
import { type GenerationEvent, generateAnswer, notGenerated } from './domain/generation';
import { contextOf, type History, historyBudget, readHistory } from './domain/history';
import { LiveAnswer } from './domain/live-answer';
import { Outlet } from './domain/outlet';
import type {
  BrakeCheck,
  Clock,
  ConversationStore,
  FrameSink,
  Model,
  ModelMessage,
  ModelSpec,
  TurnStore,
} from './domain/ports';
import { preferencesPrompt } from './domain/profile';
import { asSentAfter } from './domain/replay';
import type { Toolbox, ToolTurn } from './domain/toolbox';
import { type Turn, toolCaller } from './domain/turn';
import { within } from './domain/within';
import type { Metering } from './metering';
import type { Summaries } from './summaries';

/** Milliseconds between two looks at a turn, by which a stop stops and a new connection gets its frames. */
const LOOK_MS = 500;

export interface AnswerTurnDeps {
  readonly models: readonly ModelSpec[];
  readonly turns: Pick<TurnStore, 'find' | 'start' | 'finish'>;
  readonly conversations: Pick<ConversationStore, 'addAnswer' | 'findAnswer' | 'history'>;
  readonly findProfile: FindProfile;
  readonly model: Model;
  readonly brake: BrakeCheck;
  readonly metering: Metering;
  /** What models may call in a turn of this user's, with this message. */
  readonly tools: (turn: ToolTurn) => Promise<Toolbox>;
  readonly summaries: Summaries;
  /** Reads an upload of a user's. */
  readonly readAttachment: (userId: string, id: string) => Promise<AttachmentFile | undefined>;
  readonly send: FrameSink;
  readonly report: AnswerReport;
  readonly clock: Clock;
  /** Told of what failed beside the answer: a frame not sent, a turn not read. */
  readonly onError: (message: string, error: unknown) => void;
}

/** Sends the frames of an answer to where its turn says the client is. */
export const outletOf = (
  deps: AnswerTurnDeps,
  answer: Answer | LiveAnswer,
  { connectionId, resumeFrom }: Pick<Turn, 'connectionId' | 'resumeFrom'>,
): Outlet => new Outlet(deps.send, answer, connectionId, resumeFrom, (error) => deps.onError('Frame not sent', error));

/** One worker's try at a turn. */
export class Attempt {
  private readonly live: LiveAnswer;
  private readonly outlet: Outlet;
  private readonly stop = new AbortController();
  private readonly full = new AbortController();
  private overtaken = false;
  private read:
    | { readonly history: History; readonly historyTokens: number; readonly deadline: AbortSignal }
    | undefined;
  private resumesSeen: number;

  constructor(
    private readonly deps: AnswerTurnDeps,
    private readonly work: Work,
    private readonly turn: Turn,
  ) {
    this.live = new LiveAnswer(work, turn);
    this.outlet = outletOf(deps, this.live, turn);
    this.resumesSeen = turn.resumes;
  }

  /** @returns how the generation ended; undefined when another worker has overtaken this one */
  async generate(deadline: AbortSignal): Promise<GenerationEnd | undefined> {
    this.outlet.advance();
    const over = new AbortController();
    const watching = this.watch(over.signal);
    try {
      const end = await this.run(deadline);
      return this.overtaken ? undefined : end;
    } finally {
      over.abort();
      await watching;
    }
  }

  /** Stores the answer and ends the turn. */
  async conclude(end: GenerationEnd): Promise<'ended' | 'overtaken'> {
    const { deps, work, live } = this;
    const outcome = outcomeOf(end);
    const createdAt = new Date(deps.clock.now()).toISOString();
    const written = await deps.conversations.addAnswer({ ...live, userId: work.userId, outcome, createdAt });
    if (written === 'gone') return this.abandon(outcome);
    if (written === 'there') {
      const first = await deps.conversations.findAnswer(work, work.messageId);
      if (first) return this.present(first);
      throw new Error(`The answer to ${work.messageId} is neither there nor can it be stored`);
    }
    live.outcome = outcome;
    const ended = await this.finish(outcome);
    if (ended === 'ended' && outcome.status !== 'failed' && outcome.finishReason !== 'filtered') await this.keepUp();
    return ended;
  }

  /** The answer has gone out and its turn has ended: what is done now delays neither, and is left undone when it fails. */
  private async keepUp(): Promise<void> {
    const { org, tier, reservation } = this.turn;
    if (!this.read || !reservation) return;
    const { history, historyTokens, deadline } = this.read;
    const { userId, conversationId, messageId } = this.work;
    const spender = { userId, org, tier };
    const answered = { conversationId, messageId, spender, reservation, history, historyTokens, text: this.live.text };
    try {
      await this.deps.summaries.keepUp(answered, deadline);
    } catch (error) {
      this.deps.onError('Conversation not summarised', error);
    }
  }

  /** Ends the turn with the answer that is stored already. */
  async present(stored: Answer): Promise<'ended' | 'overtaken'> {
    this.outlet.replace(asSentAfter(stored, this.turn.attempt));
    return this.finish(stored.outcome);
  }

  /** The conversation was deleted, its turn with it: the client is told how the answer ended, and what it used is reported. */
  private async abandon(outcome: Outcome): Promise<'ended'> {
    this.live.outcome = outcome;
    await this.settle(outcome);
    await this.outlet.drained();
    await this.report(endOf(outcome));
    return 'ended';
  }

  /** Before the turn ends: whoever takes it up after a crash settles again, which is the same as once. */
  private async settle(figures: Outcome): Promise<void> {
    const { org, tier, model, reservation } = this.turn;
    if (!reservation) return;
    const { userId, messageId } = this.work;
    const spender = { userId, org, tier };
    await this.deps.metering.settle({ spender, messageId, model, transport: 'websocket', reservation, figures });
  }

  /** Leaves nothing on its way, however the attempt went. */
  close(): Promise<void> {
    return this.outlet.close();
  }

  /** Of all who may try, one ends the turn: it sends the last frames and reports. */
  private async finish(outcome: Outcome): Promise<'ended' | 'overtaken'> {
    await this.settle(outcome);
    const ended = await this.deps.turns.finish(this.work, this.turn.attempt, outcome.status);
    if (!ended) return 'overtaken';
    this.follow(ended);
    await this.outlet.drained();
    await this.report(endOf(outcome));
    return 'ended';
  }

  private async run(deadline: AbortSignal): Promise<GenerationEnd> {
    const { deps, work, turn } = this;
    const { userId, conversationId, messageId } = work;
    const model = deps.models.find(({ id }) => id === turn.model);
    if (!model) return notGenerated({ code: 'model_not_found', message: 'This stage has no such model any more' });
    const profile = await deps.findProfile(userId);
    const system = preferencesPrompt(profile, model.contextTokens);
    const historyTokens = historyBudget(model, await deps.summaries.historyTokens());
    const history = await readHistory(deps.conversations.history(userId, conversationId), messageId, historyTokens);
    this.read = { history, historyTokens, deadline };
    const caller = { userId, tier: turn.tier };
    const tools = await deps.tools({ caller: toolCaller(userId, turn), messageId, message: history.message.text });
    const context = contextOf(history, model, { historyTokens, system, tools: tools.specs });
    if (!context.fits) {
      return notGenerated({ code: 'message_too_long', message: `The model takes ${context.limit} tokens at most` });
    }
    const refusal = await deps.brake.refuse();
    if (refusal) return notGenerated(refusal);
    if (turn.stopRequested) this.stop.abort();
    const { maxOutputTokens } = context;
    const messages = await withFiles(context.messages, (id) => deps.readAttachment(userId, id));
    const said = [
      history.message.text,
      ...textsIn(messages.at(-1)),
      ...(profile.instructions ? [profile.instructions] : []),
    ];
    const request = { model, caller, system, messages, said, maxOutputTokens, affinity: `${userId}/${conversationId}` };
    const signals = { stop: this.stop.signal, deadline: AbortSignal.any([deadline, this.full.signal]) };
    return this.collect(generateAnswer(deps.model, request, signals, deps.clock.now, { tools }));
  }

  /** Turns the stream of texts into frames, some at once and some when their pause is over. */
  private async collect(events: AsyncGenerator<GenerationEvent, void>): Promise<GenerationEnd> {
    const { clock } = this.deps;
    const coalescer = new Coalescer();
    let next = events.next();
    for (;;) {
      const due = coalescer.dueAt;
      const result = due === undefined ? await next : await within(next, due - clock.now(), clock);
      if (result === undefined) {
        this.append(coalescer.poll(clock.now()));
        continue;
      }
      if (result.done) throw new Error('A generation ended without saying how');
      const end = this.take(result.value, coalescer);
      if (end) return end;
      next = events.next();
    }
  }

  /** @returns the event where it is the end */
  private take(event: GenerationEvent, coalescer: Coalescer): GenerationEnd | undefined {
    if (event.type === 'text') {
      this.append(coalescer.push(event.text, this.deps.clock.now()));
      return undefined;
    }
    this.append(coalescer.flush());
    if (event.type === 'finished' || event.type === 'failed') return event;
    if (event.type === 'tool') this.live.appendTool(event.toolUseId, event.name);
    this.outlet.advance();
    return undefined;
  }

  private append(texts: readonly string[]): void {
    if (texts.length === 0) return;
    this.live.append(texts);
    this.outlet.advance();
    if (this.live.isFull) this.full.abort();
  }

  /** Looks at the turn while the answer is generated: a stop, a new connection, another worker. */
  private async watch(over: AbortSignal): Promise<void> {
    const { clock, turns, onError } = this.deps;
    for (;;) {
      await clock.wait(LOOK_MS, over);
      if (over.aborted) return;
      try {
        const turn = await turns.find(this.work);
        if (turn) this.follow(turn);
        // Its conversation was deleted: nobody will read the rest.
        else this.stop.abort();
      } catch (error) {
        onError('Turn not read', error);
      }
    }
  }

  private follow(turn: Turn): void {
    if (turn.attempt > this.turn.attempt) {
      this.overtaken = true;
      this.stop.abort();
      return;
    }
    if (turn.stopRequested) this.stop.abort();
    if (turn.resumes > this.resumesSeen) {
      this.resumesSeen = turn.resumes;
      this.outlet.redirect(turn.connectionId, turn.resumeFrom);
    }
  }

  private report(result: GenerationEnd): Promise<void> {
    const { userId, conversationId, messageId } = this.work;
    const { org, tier, credential, model } = this.turn;
    const principal = { userId, org, tier, credential };
    return this.deps.report({ principal, transport: 'websocket', model, messageId, conversationId, result });
  }
}

/** What the texts say that come along with a message: the stage's rules hold for it too. */
function textsIn(message: ModelMessage | undefined): string[] {
  const texts = (message?.attachments ?? []).map(({ contentType, bytes }) => bytes && textOf(contentType, bytes));
  return texts.filter((text) => text !== undefined);
}
