import { documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createBrakeStore } from '../shared/stores/brake-store';
import { applyBrakeEnv } from './env';

export const logger = createLogger('cost-guard');

export const brakeStore = () => createBrakeStore(documentClient(), parseEnv(applyBrakeEnv).PLATFORM_TABLE_NAME);
