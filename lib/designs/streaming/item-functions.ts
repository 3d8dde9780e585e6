import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ItemsEnv } from '../../../lambdas/streaming/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { reviewQueueIndex } from './item-indexes';
import { handler, type StreamingContext } from './streaming-context';

function itemFunction(scope: Construct, id: string, verb: string, description: string, context: StreamingContext) {
  const { platform, settings, items } = context;
  const target = new BlueprintFunction<ItemsEnv>(scope, id, {
    foundation: platform,
    entry: handler(verb),
    description,
    environment: {
      ITEMS_TABLE_NAME: items.table.tableName,
      CASE_DAYS: String(settings.moderation.caseDays),
      ...platform.audit.environment,
    },
  });
  platform.audit.grantPut(target);
  return target;
}

/** The function behind `/v1/items`. */
export function itemsFunction(scope: Construct, context: StreamingContext): BlueprintFunction {
  const description = 'Streaming: tells where an item stands and why, and takes appeals';
  const target = itemFunction(scope, 'Items', 'items', description, context);
  context.items.table.grant(target, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query');
  return target;
}

/** The function behind `/v1/moderation/reviews`. */
export function moderationReviewsFunction(scope: Construct, context: StreamingContext): BlueprintFunction {
  const description = 'Streaming: lists, claims and decides what waits for a person';
  const target = itemFunction(scope, 'ModerationReviews', 'moderation-reviews', description, context);
  const { table } = context.items;
  table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem');
  iam.Grant.addToPrincipal({
    grantee: target,
    actions: ['dynamodb:Query'],
    resourceArns: [`${table.tableArn}/index/${reviewQueueIndex.name}`],
  });
  return target;
}
