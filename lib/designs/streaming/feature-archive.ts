import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ArchiveFeaturesEnv } from '../../../lambdas/streaming/env';
import { TableEventSource } from '../../constructs/event-source/table-event-source';
import { BlueprintFunction } from '../../constructs/function/function';
import { toldVersion } from './feature-versions';
import { handler, type StreamingContext } from './streaming-context';

/** Tells the archive of every state that was committed, from the stream of the table: what is trained with is what was told online. */
export class FeatureArchive extends Construct {
  readonly function: BlueprintFunction;

  constructor(scope: Construct, id: string, { platform, settings, features, featureDelivery }: StreamingContext) {
    super(scope, id);
    this.function = new BlueprintFunction<ArchiveFeaturesEnv>(this, 'Function', {
      foundation: platform,
      entry: handler('archive-features'),
      description: 'Streaming: tells the archive of states of features',
      timeout: Duration.seconds(60),
      environment: { FEATURE_DELIVERY_NAME: featureDelivery.delivery.ref },
    });
    iam.Grant.addToPrincipal({
      grantee: this.function,
      actions: ['firehose:PutRecordBatch'],
      resourceArns: [featureDelivery.delivery.attrArn],
    });
    new TableEventSource(this, 'Source', {
      foundation: platform,
      target: this.function,
      source: features,
      eventNames: ['INSERT', 'MODIFY'],
      // Ids of events and counts of rankings are in the same table, and are many more; and so are states that are not told.
      pattern: { dynamodb: { Keys: { pk: { S: namesOfStates(toldVersion(settings.features)) } } } },
      batchSize: 500,
      maxBatchingWindow: Duration.seconds(5),
      // An archive that is away for hours loses nothing: the age of a record is the bound, of half a day.
      retryAttempts: 10_000,
      lagAlarm: Duration.minutes(10),
    });
  }
}

/** What the names of states of a version begin with, as the handlers name them. */
const namesOfStates = (version: number) =>
  ['user#', 'session#', 'item#'].map((kind) => ({ prefix: version === 1 ? kind : `v${version}#${kind}` }));
