import { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { boundedCalls } from '../shared/deps';
import type { Logger } from '../shared/logger';
import { createAddVerdicts } from './adapters/add-verdicts';
import { createLiveRates, RATE_PARTS } from './adapters/live-rates';
import { createSendTicks } from './adapters/live-ticks';
import { createWatchedTopics } from './adapters/watched-topics';
import { createTell, type Tell } from './telling';
import { createTellVerdicts, type TellVerdicts } from './telling-verdicts';
import { createWatching } from './watching';

interface TellingEnv {
  readonly LIVE_TABLE_NAME: string;
  readonly LIVE_QUEUE_URL: string;
  readonly SLOT_SECONDS: number;
}

function common(document: DynamoDBDocumentClient, env: TellingEnv) {
  return {
    watching: createWatching(createWatchedTopics(document, env.LIVE_TABLE_NAME, Date.now), Date.now),
    tick: createSendTicks({
      client: new SQSClient(boundedCalls(2_000)),
      url: env.LIVE_QUEUE_URL,
      slotMs: env.SLOT_SECONDS * 1000,
      now: Date.now,
    }),
  };
}

/** Tells those who watch live views of this stage of what was counted. */
export const tellingOf = (document: DynamoDBDocumentClient, env: TellingEnv, logger: Logger): Tell =>
  createTell({
    ...common(document, env),
    rates: createLiveRates(document, env.LIVE_TABLE_NAME, Date.now),
    // Of each execution environment its own.
    part: Math.floor(Math.random() * RATE_PARTS),
    now: Date.now,
    logger,
  });

/** The same of what was judged. */
export const tellingVerdictsOf = (document: DynamoDBDocumentClient, env: TellingEnv, logger: Logger): TellVerdicts =>
  createTellVerdicts({
    ...common(document, env),
    add: createAddVerdicts(document, env.LIVE_TABLE_NAME, Date.now),
    logger,
  });
