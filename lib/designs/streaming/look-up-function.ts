import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { LookUpEnv } from '../../../lambdas/streaming/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { toldVersion } from './feature-versions';
import { handler, type StreamingContext } from './streaming-context';
import { rankingIndex } from './streaming-data-stack';

/** The function behind `GET /v1/features/{entity}` and `GET /v1/trending`. */
export function lookUpFunction(
  scope: Construct,
  { platform, settings, features }: StreamingContext,
): BlueprintFunction {
  const target = new BlueprintFunction<LookUpEnv>(scope, 'LookUp', {
    foundation: platform,
    entry: handler('look-up'),
    description: 'Streaming: tells features of entities, and what leads',
    environment: {
      FEATURES_TABLE_NAME: features.table.tableName,
      FEATURES_VERSION: String(toldVersion(settings.features)),
    },
    provisionedConcurrency: settings.provisionedConcurrency.lookUp,
  });
  features.table.grant(target, 'dynamodb:BatchGetItem');
  iam.Grant.addToPrincipal({
    grantee: target,
    actions: ['dynamodb:Query'],
    resourceArns: [`${features.table.tableArn}/index/${rankingIndex.name}`],
  });
  return target;
}
