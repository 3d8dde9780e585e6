import type { Settings } from '../../config';
import { ConfigError } from '../../config-problems';
import type { FraudSettings } from './settings';

/**
 * Holds fraud scoring's settings against the stage's: where state is kept whatever happens, an endpoint stands in several zones.
 *
 * @throws ConfigError that names what does not fit
 */
export function checkStage({ stage, data }: Settings, { model }: FraudSettings): void {
  const { host, endpoint } = model;
  if (host !== 'endpoint' || !endpoint || !data.retain || endpoint.instances.min >= 2) return;
  const key = `stages.${stage}.designs.fraud.model.endpoint.instances.min`;
  throw new ConfigError([`${key} = ${endpoint.instances.min}: expected at least 2, so that a zone may be lost`]);
}
