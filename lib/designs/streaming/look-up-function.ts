import type { Construct } from 'constructs';
import type { LookUpEnv } from '../../../lambdas/streaming/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { handler, type StreamingContext } from './streaming-context';

/** The function behind `GET /v1/features/{entity}`. */
export function lookUpFunction(
  scope: Construct,
  { platform, settings, features }: StreamingContext,
): BlueprintFunction {
  const target = new BlueprintFunction<LookUpEnv>(scope, 'LookUp', {
    foundation: platform,
    entry: handler('look-up'),
    description: 'Streaming: tells the features of an entity',
    environment: { FEATURES_TABLE_NAME: features.table.tableName },
    provisionedConcurrency: settings.provisionedConcurrency.lookUp,
  });
  features.table.grant(target, 'dynamodb:BatchGetItem');
  return target;
}
