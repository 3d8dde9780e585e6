import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ListsEnv } from '../../../lambdas/fraud/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { type FraudContext, handler } from './fraud-context';

/** The function behind `/v1/lists`. What it changes is told to the audit stream by the stream of its table. */
export function listsFunction(scope: Construct, { platform, settings, decisions }: FraudContext): BlueprintFunction {
  const target = new BlueprintFunction<ListsEnv>(scope, 'Lists', {
    foundation: platform,
    entry: handler('lists'),
    description: 'Fraud: shows and changes allow and block lists',
    timeout: Duration.seconds(29),
    environment: {
      DECISIONS_TABLE_NAME: decisions.table.tableName,
      DECISION_DAYS: String(settings.decisionDays),
    },
  });
  decisions.table.grant(target, 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query');
  return target;
}
