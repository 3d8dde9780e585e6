import middy from '@middy/core';
import type { Context, SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { auditLog } from '../shared/audit-deps';
import { documentClient, once } from '../shared/deps';
import { createLogger, type Logger } from '../shared/logger';
import { createMetrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import { createFrameSink } from '../shared/sinks/frame-sink';
import { managementClient } from '../shared/sinks/management-client';
import { createConversationStore } from './adapters/conversation-store';
import { createFindProfile } from './adapters/profile-store';
import { createTurnStore } from './adapters/turn-store';
import { createHide, type Hide, workSchema } from './adapters/work-queue';

import { type AnswerTurn, createAnswerTurn } from './answer-turn';
import { answeringModel } from './answering-model';
import { attachmentFiles } from './attachment-deps';
import { chatTools } from './chat-tools';
import { systemClock } from './clock';
import { chatConfigReader, sqsClient } from './deps';
import type { Clock } from './domain/ports';
import { generateEnv, regionEnv } from './env';
import { answerReport } from './report-deps';
import { brakeCheck, metering, usageStores } from './usage-deps';

/** Seconds for which a message stays hidden without a sign of life of its worker, and milliseconds between two signs. */
const HIDDEN_SECONDS = 30;
const SIGN_OF_LIFE_MS = 10_000;

/** Milliseconds kept of the function's time for storing and sending what there is of an answer. */
const ENDING_MS = 15_000;

export interface GenerateDeps {
  readonly answerTurn: AnswerTurn;
  readonly hide: Hide;
  /** Receives after which the queue gives a message to the dead letters. */
  readonly maxReceives: number;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'appendKeys' | 'error'>;
}

/**
 * Works the queues off, answer by answer. The queue hides a message for longer than an answer may take; the worker
 * shortens that at once and renews it while it lives, so the message of a worker that died is back in half a minute.
 * The last receive makes no further attempt: what killed the workers before would leave the turn without an end.
 */
export function createGenerate(deps: GenerateDeps) {
  const { answerTurn, hide, maxReceives, logger } = deps;

  async function handleRecord(record: SQSRecord, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
    const work = workSchema.parse(JSON.parse(record.body));
    logger.appendKeys({ messageId: work.messageId, conversationId: work.conversationId, userId: work.userId });
    if (Number(record.attributes.ApproximateReceiveCount) >= maxReceives) {
      await whileHidden(deps, record, () => answerTurn.giveUp(work));
      // To the dead letters at once, so that the conversation goes on.
      await hide(record, 0);
      throw new Error(`Given up after ${maxReceives - 1} attempts`);
    }
    const deadline = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - ENDING_MS));
    const result = await whileHidden(deps, record, () => answerTurn.answer(work, deadline));
    // The receipt is void, and the message is not this worker's to delete.
    if (result === 'overtaken') throw new Error('Another worker has taken the message up');
  }

  async function isHandled(record: SQSRecord, context: Context): Promise<boolean> {
    try {
      await handleRecord(record, context);
      return true;
    } catch (error) {
      logger.error('Answer not generated', error as Error);
      return false;
    }
  }

  return async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchItemFailure[] = [];
    for (const record of Records) {
      // The queue is in order: what comes after a message that failed has to come after it again.
      const isNext = batchItemFailures.length === 0;
      if (!isNext || !(await isHandled(record, context))) batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    return { batchItemFailures };
  };
}

/** Keeps the message hidden from other workers while the task runs. */
async function whileHidden<T>(
  { hide, clock, logger }: GenerateDeps,
  record: SQSRecord,
  task: () => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const hiding = (async () => {
    while (!over.signal.aborted) {
      await hide(record, HIDDEN_SECONDS).catch((error: Error) => logger.error('Message not kept hidden', error));
      await clock.wait(SIGN_OF_LIFE_MS, over.signal);
    }
  })();
  try {
    return await task();
  } finally {
    over.abort();
    await hiding;
  }
}

const env = parseEnv(generateEnv);
const logger = createLogger('chat');
const metrics = createMetrics('chat');
const document = documentClient();
const readConfig = chatConfigReader(document, env, logger);
const usage = usageStores(document, { ...env, ...parseEnv(regionEnv) });
const stores = { document, tableName: env.CHAT_TABLE_NAME, historyDays: env.HISTORY_TTL_DAYS, now: Date.now };

const answering = {
  models: env.CHAT_MODELS,
  conversations: createConversationStore(stores),
  model: answeringModel(env, usage, readConfig, logger),
  brake: brakeCheck(document, env, logger),
  metering: metering(usage, readConfig),
  clock: systemClock,
};

/** Loaded when the first answer has gone out. */
const loadKeepUp = once(async () => (await import('./summaries')).createKeepUp({ ...answering, readConfig }));

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(logContext(logger))
  .use(flushMetrics(metrics))
  .handler(
    createGenerate({
      answerTurn: createAnswerTurn({
        ...answering,
        turns: createTurnStore(stores),
        findProfile: createFindProfile(document, env.CHAT_TABLE_NAME),
        tools: chatTools(readConfig, logger, env.TOOL_FUNCTIONS),
        summaries: {
          historyTokens: async () => (await readConfig()).context.historyTokens,
          keepUp: async (...answered) => (await loadKeepUp())(...answered),
        },
        readAttachment: attachmentFiles(env.ATTACHMENTS_BUCKET_NAME).read,
        send: createFrameSink(managementClient()),
        report: answerReport({ audit: auditLog(env, logger), metrics }),
        onError: (message, error) => logger.error(message, error as Error),
      }),
      hide: createHide(sqsClient(), env),
      maxReceives: env.MAX_RECEIVE_COUNT,
      clock: systemClock,
      logger,
    }),
  );
