import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FeedbackEnv } from '../../../lambdas/fraud/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { type FraudContext, handler } from './fraud-context';

/** The function behind `POST /v1/feedback`. */
export function feedbackFunction(scope: Construct, context: FraudContext): BlueprintFunction {
  const { platform, settings, decisions, histories } = context;
  const target = new BlueprintFunction<FeedbackEnv>(scope, 'Feedback', {
    foundation: platform,
    entry: handler('feedback'),
    description: 'Fraud: takes in what payments turned out to be',
    timeout: Duration.seconds(29),
    environment: {
      DECISIONS_TABLE_NAME: decisions.table.tableName,
      HISTORIES_TABLE_NAME: histories.table.tableName,
      BUDGET: JSON.stringify(settings.budget),
    },
  });
  decisions.table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem');
  histories.table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:PutItem');
  return target;
}
