import { brakeReader } from '../shared/deps';
import type { Logger } from '../shared/logger';
import { createModelCalls, type ModelCallsOptions } from './adapters/model-calls';

export interface ModelAllowanceOptions extends ModelCallsOptions {
  readonly platformTable: string;
  readonly logger: Logger;
}

/**
 * Takes a call of a model out of its month's budget, unless the stage's cost brake is set.
 *
 * @returns whether there was one. Rejects where that cannot be told
 */
export function createModelAllowance({ platformTable, logger, ...options }: ModelAllowanceOptions) {
  const braked = brakeReader(options.document, platformTable, logger);
  const take = createModelCalls(options);
  return async (at: number): Promise<boolean> => (await braked()) === undefined && take(at);
}
