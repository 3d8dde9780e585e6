import type { AuditLog } from '../shared/audit';
import { auditLog } from '../shared/audit-deps';
import { documentClient } from '../shared/deps';
import type { Principal } from '../shared/domain/principal';
import { sha256 } from '../shared/hash';
import { createLogger } from '../shared/logger';
import type { WithPrincipal } from '../shared/middleware/principal';
import { parseEnv } from '../shared/parse-env';
import { createConnectionStore } from './adapters/connection-store';
import { createConversationStore } from './adapters/conversation-store';
import { createFindProfile, type FindProfile } from './adapters/profile-store';
import { createTurnStore } from './adapters/turn-store';
import { createEnqueue, type Enqueue, type Work } from './adapters/work-queue';
import { chatConfigReader, sqsClient } from './deps';
import { branchOf } from './domain/branch';
import { type ClientFrame, errorFrame, parseClientFrame, type ServerFrame } from './domain/frames';
import type { ConversationStore, ModelSpec, TurnStore } from './domain/ports';
import { type Profile, preferencesPrompt } from './domain/profile';
import { titleOf } from './domain/title';
import { estimateTokens } from './domain/tokens';
import type { Turn, TurnKey } from './domain/turn';
import type { Admission, Reservation } from './domain/usage';
import { regionEnv, sendEnv } from './env';
import { newConversationId, newMessageId } from './ids';
import { reply, type SocketResponse } from './socket-reply';
import { connectedRoute, type SocketEvent } from './socket-route';
import { admission, brakeCheck, usageStores } from './usage-deps';

export interface SendDeps {
  /** Models in order of preference; the first is the default. */
  readonly models: readonly ModelSpec[];
  readonly turns: Pick<TurnStore, 'find' | 'create' | 'redirect'>;
  readonly conversations: Pick<ConversationStore, 'touch' | 'addMessage' | 'findText' | 'contextTokens'>;
  readonly findProfile: FindProfile;
  readonly admission: Admission;
  readonly enqueue: Enqueue;
  readonly audit: AuditLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: (nowMs: number) => string;
}

/** One `send`, checked, with what it is about. */
interface Sending {
  readonly frame: ClientFrame['send'];
  readonly principal: Principal;
  readonly connectionId: string;
  readonly key: TurnKey;
  readonly model: ModelSpec;
  readonly profile: Profile;
}

/**
 * Takes a message in: checks it, asks for admission, stores it and puts it in the queue of the sender's tier.
 * Every step may be repeated, so a client that got no answer sends the same frame again: the message is there once.
 */
export function createSend(deps: SendDeps) {
  return async (event: WithPrincipal<SocketEvent>): Promise<SocketResponse> => {
    const parsed = parseClientFrame('send', event.body);
    if (!parsed.ok) return reply(parsed.error);
    const { frame } = parsed;
    const { principal } = event;
    const profile = await deps.findProfile(principal.userId);
    const model = modelFor(deps.models, frame, profile);
    if (!model) return reply(errorFrame('model_not_found', 'This stage has no such model', idsOf(frame)));
    const conversationId = frame.conversationId ?? newConversationId(principal.userId, frame.clientMessageId);
    const key = { userId: principal.userId, conversationId, clientMessageId: frame.clientMessageId };
    const text = await textOf(deps, key, frame);
    if (text === undefined) return reply(errorFrame('message_not_found', 'There is no such message', idsOf(frame)));
    const sending = {
      frame: { ...frame, text },
      principal,
      connectionId: event.requestContext.connectionId,
      key,
      model,
      profile,
    };
    return reply(await take(deps, sending));
  };
}

/** The model that the message names, else the one that its user prefers and the stage still has, else the first. */
const modelFor = (models: readonly ModelSpec[], { model }: ClientFrame['send'], { preferredModel }: Profile) => {
  const named = (wanted: string | undefined) => models.find(({ id }) => id === wanted);
  return model ? named(model) : (named(preferredModel) ?? models[0]);
};

/** What is said: regenerated is the text of the message named. @returns undefined when a branch names a message that is not there */
async function textOf(
  { conversations }: SendDeps,
  key: TurnKey,
  frame: ClientFrame['send'],
): Promise<string | undefined> {
  const branch = branchOf(frame);
  if (!branch) return frame.text;
  const named = await conversations.findText(key.userId, key.conversationId, branch.messageId);
  return named === undefined || branch.kind === 'regenerate' ? named : frame.text;
}

async function take(deps: SendDeps, sending: Sending): Promise<ServerFrame> {
  const { key, frame } = sending;
  const known = await deps.turns.find(key);
  if (known) return repeat(deps, sending, known);

  const { principal, model } = sending;
  const verdict = await deps.admission.admit({
    principal,
    model: model.id,
    inputTokens: await inputTokens(deps, sending),
    maxOutputTokens: model.maxOutputTokens,
  });
  if (!verdict.admitted) {
    await audit(deps, sending, 'refused', { code: verdict.refusal.code });
    return { type: 'error', ...verdict.refusal, ...idsOf(frame) };
  }
  const turn = newTurn(sending, deps.newId(deps.now()), verdict.reservation);
  const release = () => deps.admission.release(principal, verdict.reservation);
  if (!(await touch(deps, sending, release))) return conversationNotFound(frame);
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
async function inputTokens({ conversations }: SendDeps, { key, frame, model, profile }: Sending): Promise<number> {
  const said = estimateTokens(frame.text);
  const before = frame.conversationId ? await conversations.contextTokens(key.userId, key.conversationId) : 0;
  // The last answer's model was told of the preferences, too.
  const known = before || estimateTokens(preferencesPrompt(profile, model.contextTokens) ?? '');
  return Math.min(said + known, Math.max(said, model.contextTokens - model.maxOutputTokens));
}

/** Marks the conversation as used. What was reserved is given back unless it is there: no turn will settle it. */
async function touch(deps: SendDeps, { key, frame }: Sending, release: () => Promise<void>): Promise<boolean> {
  let touched = false;
  try {
    const at = new Date(deps.now()).toISOString();
    const mustExist = frame.conversationId !== undefined;
    const title = titleOf(frame.text);
    touched = await deps.conversations.touch(key.userId, key.conversationId, { mustExist, at, title });
  } finally {
    if (!touched) await release();
  }
  return touched;
}

/**
 * The same id again. An earlier try may have ended anywhere, so what it may have left undone is done. Work that was taken up
 * may have lost its worker, or its client the answer: it goes to the queue once more, which has forgotten the first.
 */
async function repeat(deps: SendDeps, sending: Sending, turn: Turn): Promise<ServerFrame> {
  const { key, frame, connectionId } = sending;
  if (turn.textHash !== sha256(frame.text)) {
    return errorFrame('conflict', 'This clientMessageId was used for another message', idsOf(frame));
  }
  const open = turn.connectionId === connectionId ? turn : await deps.turns.redirect(key, connectionId, 0);
  if (open?.status === 'queued') return hand(deps, sending, turn);
  await deps.enqueue(turn.tier, { ...workOf(key, turn), resendTo: connectionId });
  return accept(key, turn);
}

async function hand(deps: SendDeps, { key, frame }: Sending, turn: Turn): Promise<ServerFrame> {
  const createdAt = new Date(deps.now()).toISOString();
  const message = { ...key, messageId: turn.messageId, text: frame.text, createdAt, branch: branchOf(frame) };
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
  const { org, tier, credential } = principal;
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
    credential,
    textHash: sha256(frame.text),
    reservation,
  };
}

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

const idsOf = ({ clientMessageId, conversationId }: ClientFrame['send']) => ({
  clientMessageId,
  ...(conversationId !== undefined && { conversationId }),
});

const env = parseEnv(sendEnv);
const logger = createLogger('chat');
const document = documentClient();
const stores = {
  document,
  tableName: env.CHAT_TABLE_NAME,
  historyDays: env.HISTORY_TTL_DAYS,
  now: Date.now,
};

export const handler = connectedRoute(logger, {
  connections: createConnectionStore(document, env.CONNECTIONS_TABLE_NAME),
  now: Date.now,
}).handler(
  createSend({
    models: env.CHAT_MODELS,
    turns: createTurnStore(stores),
    conversations: createConversationStore(stores),
    findProfile: createFindProfile(document, env.CHAT_TABLE_NAME),
    admission: admission(
      usageStores(document, { ...env, ...parseEnv(regionEnv) }),
      brakeCheck(document, env, logger),
      chatConfigReader(document, env, logger),
    ),
    enqueue: createEnqueue(sqsClient(), env),
    audit: auditLog(env, logger),
    now: Date.now,
    newId: newMessageId,
  }),
);
