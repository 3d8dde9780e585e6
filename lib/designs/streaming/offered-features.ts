import { Aws } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ReadFeaturesEnv } from '../../../lambdas/streaming/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { generatedName } from '../../constructs/generated-name';
import type { OfferedFeatures } from '../../platform/platform';
import { toldVersion } from './feature-versions';
import { handler, type StreamingContext } from './streaming-context';

/** Lets other designs read features: they ask a function, and know neither table nor keys. */
export function offeredFeatures(
  scope: Construct,
  { platform, settings, features }: StreamingContext,
): OfferedFeatures & { readonly function: BlueprintFunction } {
  const target = new BlueprintFunction<ReadFeaturesEnv>(scope, 'ReadFeatures', {
    foundation: platform,
    entry: handler('read-features'),
    description: 'Streaming: tells features of entities to other designs',
    // Whoever asks waits for it with a deadline of its own.
    memorySize: 1769,
    environment: {
      FEATURES_TABLE_NAME: features.table.tableName,
      FEATURES_VERSION: String(toldVersion(settings.features)),
    },
    provisionedConcurrency: settings.provisionedConcurrency.lookUp,
  });
  features.table.grant(target, 'dynamodb:BatchGetItem');
  const { function: own } = target;
  return {
    kinds: ['user', 'session', 'item'],
    // By its name, so that stacks do not hang on each other's.
    functionArn: `arn:aws:lambda:${platform.region}:${Aws.ACCOUNT_ID}:function:${generatedName(own)}`,
    function: target,
  };
}
