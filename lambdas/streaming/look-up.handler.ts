import { documentClient } from '../shared/deps';
import { httpRoute } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createListReader } from './adapters/list-reader';
import { createPartReader } from './adapters/part-reader';
import { lookUpEnv } from './env';
import { createLookUp } from './looking-up';

const env = parseEnv(lookUpEnv);
const logger = createLogger('streaming');
const document = documentClient();

export const handler = httpRoute(logger).handler(
  createLookUp({
    read: createPartReader(document, env.FEATURES_TABLE_NAME, env.FEATURES_VERSION),
    lists: createListReader(document, env.FEATURES_TABLE_NAME, env.FEATURES_VERSION),
    now: Date.now,
  }),
);
