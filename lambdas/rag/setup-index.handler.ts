import { SQSClient } from '@aws-sdk/client-sqs';
import { answerCloudFormation } from '../shared/answer-cloud-formation';
import { createCustomResource } from '../shared/custom-resource';
import { boundedCalls } from '../shared/deps';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createSendWork } from './adapters/ingest-queue';
import { onceAllowed } from './adapters/once-allowed';
import { createSearchAdmin } from './adapters/search-admin';
import { createSearchClient } from './adapters/search-client';
import { setupIndexEnv } from './env';
import { createSearchSetup } from './search-setup';

const env = parseEnv(setupIndexEnv);
const logger = createLogger('rag');
const queue = new SQSClient(boundedCalls(5_000));

export const handler = createCustomResource({
  apply: createSearchSetup(
    createSearchAdmin(createSearchClient(env.SEARCH_ENDPOINT), (reason) =>
      logger.warn('The search domain is not ready', { reason }),
    ),
    (queueUrl, work) => onceAllowed(() => createSendWork(queue, queueUrl)(work)),
  ),
  answer: answerCloudFormation,
  onError: (error) => logger.error('The search index could not be set up', error as Error),
});
