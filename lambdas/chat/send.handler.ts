import { auditLog } from '../shared/audit-deps';
import { documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import type { WithPrincipal } from '../shared/middleware/principal';
import { parseEnv } from '../shared/parse-env';
import { createAttachmentStore } from './adapters/attachment-store';
import { createConnectionStore } from './adapters/connection-store';
import { createConversationStore } from './adapters/conversation-store';
import { createFindProfile } from './adapters/profile-store';
import { createTurnStore } from './adapters/turn-store';
import { createEnqueue } from './adapters/work-queue';
import { createAttaching } from './attaching';
import { attachmentFiles } from './attachment-deps';
import { chatConfigReader, sqsClient } from './deps';
import { branchOf } from './domain/branch';
import { type ClientFrame, errorFrame, parseClientFrame } from './domain/frames';
import type { ModelSpec, Said } from './domain/ports';
import type { Profile } from './domain/profile';
import type { TurnKey } from './domain/turn';
import { regionEnv, sendEnv } from './env';
import { newConversationId, newMessageId } from './ids';
import { idsOf, type SendDeps, take } from './sending';
import { reply, type SocketResponse } from './socket-reply';
import { connectedRoute, type SocketEvent } from './socket-route';
import { admission, brakeCheck, usageStores } from './usage-deps';

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
    const said = await saidBy(deps, key, frame);
    if (!said) return reply(errorFrame('message_not_found', 'There is no such message', idsOf(frame)));
    const sending = {
      frame: { ...frame, text: said.text },
      again: said.attachments,
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

/** What is said: regenerated is what the message named said. @returns undefined when a branch names a message that is not there */
async function saidBy(
  { conversations }: SendDeps,
  key: TurnKey,
  { text, ...frame }: ClientFrame['send'],
): Promise<Said | undefined> {
  const branch = branchOf({ text, ...frame });
  if (!branch) return { text };
  const named = await conversations.findMessage(key.userId, key.conversationId, branch.messageId);
  return !named || branch.kind === 'regenerate' ? named : { text };
}

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
    attaching: createAttaching(createAttachmentStore(stores), attachmentFiles(env.ATTACHMENTS_BUCKET_NAME)),
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
