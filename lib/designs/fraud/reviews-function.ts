import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ReviewsEnv } from '../../../lambdas/fraud/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { grantIndex, reviewIndex } from './decision-indexes';
import { type FraudContext, handler } from './fraud-context';

/** The function behind `/v1/reviews`. */
export function reviewsFunction(
  scope: Construct,
  { platform, settings, decisions, histories }: FraudContext,
): BlueprintFunction {
  const target = new BlueprintFunction<ReviewsEnv>(scope, 'Reviews', {
    foundation: platform,
    entry: handler('reviews'),
    description: 'Fraud: lists, claims and decides reviews, and takes appeals',
    timeout: Duration.seconds(29),
    environment: {
      DECISIONS_TABLE_NAME: decisions.table.tableName,
      HISTORIES_TABLE_NAME: histories.table.tableName,
      BUDGET: JSON.stringify(settings.budget),
      ...platform.audit.environment,
    },
  });
  decisions.table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem');
  // What a review finds is learnt with it.
  histories.table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:PutItem');
  grantIndex(target, decisions.table, reviewIndex);
  platform.audit.grantPut(target);
  return target;
}
