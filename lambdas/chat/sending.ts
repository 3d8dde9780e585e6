import type { AuditLog } from '../shared/audit';
import type { Principal } from '../shared/domain/principal';
import { sha256 } from '../shared/hash';
import type { FindProfile } from './adapters/profile-store';
import type { Enqueue, Work } from './adapters/work-queue';
import type { Attached, Attaching } from './attaching';
import type { Attachment } from './domain/attachments/attachment';
import { unsuitable } from './domain/attachments/suitable';
import { branchOf } from './domain/branch';
import { type ClientFrame, errorFrame, type ServerFrame } from './domain/frames';
import type { ConversationStore, ModelSpec, TurnStore } from './domain/ports';
import { type Profile, preferencesPrompt } from './domain/profile';
import { titleOf } from './domain/title';
import { attachedTokens, estimateTokens } from './domain/tokens';
import type { Turn, TurnKey } from './domain/turn';
import type { Admission, Reservation } from './domain/usage';

export interface SendDeps {
  /** Models in order of preference; the first is the default. */
  readonly models: readonly ModelSpec[];
  readonly turns: Pick<TurnStore, 'find' | 'create' | 'redirect'>;
  readonly conversations: Pick<ConversationStore, 'touch' | 'addMessage' | 'findMessage' | 'contextTokens'>;
  readonly findProfile: FindProfile;
  readonly attaching: Attaching;
  readonly admission: Admission;
  readonly enqueue: Enqueue;
  readonly audit: AuditLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: (nowMs: number) => string;
}

/** One `send`, checked, with what it is about. */
export interface Sending {
  readonly frame: ClientFrame['send'];
  readonly principal: Principal;
  readonly connectionId: string;
  readonly key: TurnKey;
  readonly model: ModelSpec;
  readonly profile: Profile;
  /** Attachments of the message that is regenerated, which were looked at when it was sent. */
  readonly again?: readonly Attachment[] | undefined;
}

/** What goes with the message, found to be what it should be and what the model takes. */
async function attached({ attaching }: SendDeps, { frame, key, model, again }: Sending): Promise<Attached> {
  if (!again) return attaching.inspect({ ...key, model }, frame.attachments ?? []);
  const refusal = unsuitable(model, again);
  return refusal ? { ok: false, refusal } : { ok: true, attachments: again };
}

/** Takes in what was not taken in before: once admitted, a turn of its own. */
export async function take(deps: SendDeps, sending: Sending): Promise<ServerFrame> {
  const { key, frame } = sending;
  const known = await deps.turns.find(key);
  if (known) return repeat(deps, sending, known);

  const { principal, model } = sending;
  const found = await attached(deps, sending);
  if (!found.ok) return { type: 'error', ...found.refusal, ...idsOf(frame) };
  const { attachments } = found;
  const verdict = await deps.admission.admit({
    principal,
    model: model.id,
    inputTokens: await inputTokens(deps, sending, attachments),
    maxOutputTokens: model.maxOutputTokens,
  });
  if (!verdict.admitted) {
    await audit(deps, sending, 'refused', { code: verdict.refusal.code });
    return { type: 'error', ...verdict.refusal, ...idsOf(frame) };
  }
  const turn = {
    ...newTurn(sending, deps.newId(deps.now()), verdict.reservation),
    ...(attachments.length > 0 && { attachments: [...attachments] }),
  };
  const release = () => deps.admission.release(principal, verdict.reservation);
  if (!(await orRelease(touch(deps, sending), release))) return conversationNotFound(frame);
  if (!(await orRelease(claim(deps, sending, attachments), release)))
    return errorFrame('attachment_not_found', 'An attachment was sent in another conversation', idsOf(frame));
  if (!(await deps.turns.create(key, turn))) {
    const winner = await deps.turns.find(key);
    if (winner?.messageId !== turn.messageId) await release();
    return winner ? repeat(deps, sending, winner) : conversationNotFound(frame);
  }
  // At the same time: what is audited is that the turn was made, and a client that waits should not wait for that too.
  const audited = audit(deps, sending, 'succeeded', { messageId: turn.messageId });
  return hand(deps, sending, turn).finally(() => audited);
}

/** What the model will read: as much as for the last answer, that answer, and what is said now. */
async function inputTokens(
  { conversations }: SendDeps,
  { key, frame, model, profile }: Sending,
  attachments: readonly Attachment[],
): Promise<number> {
  const said = estimateTokens(frame.text) + attachedTokens({ attachments });
  const before = frame.conversationId ? await conversations.contextTokens(key.userId, key.conversationId) : 0;
  // The last answer's model was told of the preferences, too.
  const known = before || estimateTokens(preferencesPrompt(profile, model.contextTokens) ?? '');
  return Math.min(said + known, Math.max(said, model.contextTokens - model.maxOutputTokens));
}

/** Marks the conversation as used. */
function touch({ conversations, now }: SendDeps, { key, frame }: Sending): Promise<boolean> {
  const at = new Date(now()).toISOString();
  const mustExist = frame.conversationId !== undefined;
  return conversations.touch(key.userId, key.conversationId, { mustExist, at, title: titleOf(frame.text) });
}

/** Binds what goes with the message to the conversation, unless it is there. */
const claim = async ({ attaching }: SendDeps, { key, model, again }: Sending, attachments: readonly Attachment[]) =>
  again !== undefined || attachments.length === 0 || attaching.claim({ ...key, model }, attachments);

/** What was reserved is given back unless the step succeeds: no turn will settle it. */
async function orRelease(step: Promise<boolean>, release: () => Promise<void>): Promise<boolean> {
  let done = false;
  try {
    done = await step;
  } finally {
    if (!done) await release();
  }
  return done;
}

/**
 * The same id again. An earlier try may have ended anywhere, so what it may have left undone is done. Work that was taken up
 * may have lost its worker, or its client the answer: it goes to the queue once more, which has forgotten the first.
 */
async function repeat(deps: SendDeps, sending: Sending, turn: Turn): Promise<ServerFrame> {
  const { key, frame, connectionId } = sending;
  if (turn.textHash !== hashOf(frame)) {
    return errorFrame('conflict', 'This clientMessageId was used for another message', idsOf(frame));
  }
  const open = turn.connectionId === connectionId ? turn : await deps.turns.redirect(key, connectionId, 0);
  if (open?.status === 'queued') return hand(deps, sending, turn);
  await deps.enqueue(turn.tier, { ...workOf(key, turn), resendTo: connectionId });
  return accept(key, turn);
}

async function hand(deps: SendDeps, { key, frame }: Sending, turn: Turn): Promise<ServerFrame> {
  const createdAt = new Date(deps.now()).toISOString();
  const { messageId, attachments } = turn;
  const message = { ...key, messageId, text: frame.text, createdAt, branch: branchOf(frame), attachments };
  const written = await deps.conversations.addMessage(message);
  // Also when it was deleted in this moment: the worker then settles what is reserved.
  await deps.enqueue(turn.tier, workOf(key, turn));
  return written === 'gone' ? conversationNotFound(frame) : accept(key, turn);
}

/** Also while it is being deleted: what is deleted stays so. */
const conversationNotFound = (frame: ClientFrame['send']): ServerFrame =>
  errorFrame('conversation_not_found', 'There is no such conversation', idsOf(frame));

const workOf = (key: TurnKey, { messageId, model, org, tier, reservation }: Turn): Work => ({
  ...key,
  messageId,
  model,
  ...(reservation && { held: { org, tier, reservation } }),
});

const accept = ({ conversationId, clientMessageId }: TurnKey, { messageId }: Turn): ServerFrame => ({
  type: 'accepted',
  clientMessageId,
  conversationId,
  messageId,
});

function newTurn(
  { principal, connectionId, model, frame }: Sending,
  messageId: string,
  reservation: Reservation,
): Turn {
  const { org, tier, groups, clearance, credential } = principal;
  return {
    messageId,
    status: 'queued',
    attempt: 0,
    connectionId,
    resumeFrom: 0,
    resumes: 0,
    stopRequested: false,
    model: model.id,
    org,
    tier,
    groups,
    clearance,
    credential,
    textHash: hashOf(frame),
    reservation,
  };
}

/** What makes a message another one. */
const hashOf = ({ text, attachments }: ClientFrame['send']): string =>
  sha256(attachments?.length ? JSON.stringify([text, attachments]) : text);

function audit(
  deps: SendDeps,
  { principal, key, model, frame, profile }: Sending,
  outcome: 'succeeded' | 'refused',
  more: Record<string, string>,
): Promise<void> {
  const { conversationId, clientMessageId } = key;
  const details = { conversationId, clientMessageId, model: model.id, ...more };
  const action = outcome === 'succeeded' ? 'message.accepted' : 'message.refused';
  const text = profile.keepText && { text: frame.text };
  return deps.audit.record({ design: 'chat', action, outcome, actor: principal, details, ...text });
}

export const idsOf = ({ clientMessageId, conversationId }: ClientFrame['send']) => ({
  clientMessageId,
  ...(conversationId !== undefined && { conversationId }),
});
