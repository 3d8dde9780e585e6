import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ItemsEnv, ModerationPolicyEnv, ModerationReviewsEnv } from '../../../lambdas/streaming/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { reviewQueueIndex } from './item-indexes';
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
  table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem');
  iam.Grant.addToPrincipal({
    grantee: target,
    actions: ['dynamodb:Query'],
    resourceArns: [`${table.tableArn}/index/${reviewQueueIndex.name}`],
  });
  return target;
}

/** The function behind `/v1/moderation/policy`. */
export function moderationPolicyFunction(scope: Construct, { platform, items }: StreamingContext): BlueprintFunction {
  const target = new BlueprintFunction<ModerationPolicyEnv>(scope, 'ModerationPolicy', {
    foundation: platform,
    entry: handler('moderation-policy'),
    description: 'Streaming: shows, drafts and approves what items are judged by',
    environment: { ITEMS_TABLE_NAME: items.table.tableName, ...platform.audit.environment },
  });
  items.table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem');
  platform.audit.grantPut(target);
  return target;
}
