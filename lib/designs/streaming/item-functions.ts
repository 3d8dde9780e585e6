import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ItemsEnv, ModerationPolicyEnv, ModerationReviewsEnv } from '../../../lambdas/streaming/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { labelIndex, reviewQueueIndex } from './item-indexes';
import type { LiveQueue } from './live-queue';
import { handler, type StreamingContext } from './streaming-context';

const environmentOf = ({ platform, settings, items }: StreamingContext) => ({
  ITEMS_TABLE_NAME: items.table.tableName,
  CASE_DAYS: String(settings.moderation.caseDays),
  ...platform.audit.environment,
});

/** The function behind `/v1/items`. */
export function itemsFunction(scope: Construct, context: StreamingContext): BlueprintFunction {
  const { platform } = context;
  const target = new BlueprintFunction<ItemsEnv>(scope, 'Items', {
    foundation: platform,
    entry: handler('items'),
    description: 'Streaming: tells where an item stands and why, and takes appeals',
    environment: environmentOf(context),
  });
  platform.audit.grantPut(target);
  context.items.table.grant(target, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query');
  return target;
}

/** The function behind `/v1/moderation/reviews`. */
export function moderationReviewsFunction(
  scope: Construct,
  context: StreamingContext,
  ticks: LiveQueue,
): BlueprintFunction {
  const { platform, items, images } = context;
  const { table } = items;
  const target = new BlueprintFunction<ModerationReviewsEnv>(scope, 'ModerationReviews', {
    foundation: platform,
    entry: handler('moderation-reviews'),
    description: 'Streaming: lists, claims and decides what waits for a person',
    environment: { ...environmentOf(context), ...images.environment, ...ticks.environment },
  });
  platform.audit.grantPut(target);
  ticks.grantTell(target, 'dynamodb:PutItem');
  // An image is shown to who has the address, with the permission of the role that signed it.
  images.grant(target.role, 's3:GetObject');
  table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query');
  grantIndexes(target, context);
  return target;
}

/** What waits for a person, and what people found. */
function grantIndexes(grantee: BlueprintFunction, { items: { table } }: StreamingContext): void {
  const resourceArns = [reviewQueueIndex, labelIndex].map(({ name }) => `${table.tableArn}/index/${name}`);
  iam.Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns });
}

/** The function behind `/v1/moderation/policy`. */
export function moderationPolicyFunction(scope: Construct, context: StreamingContext): BlueprintFunction {
  const { platform, items } = context;
  const target = new BlueprintFunction<ModerationPolicyEnv>(scope, 'ModerationPolicy', {
    foundation: platform,
    entry: handler('moderation-policy'),
    description: 'Streaming: shows, drafts, tries and approves what items are judged by',
    // A trial judges hundreds of cases.
    timeout: Duration.seconds(25),
    environment: { ITEMS_TABLE_NAME: items.table.tableName, ...platform.audit.environment },
  });
  items.table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem');
  grantIndexes(target, context);
  platform.audit.grantPut(target);
  return target;
}
