import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RulesEnv } from '../../../lambdas/fraud/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { grantIndex, sampleIndex } from './decision-indexes';
import { type FraudContext, handler } from './fraud-context';

/** The function behind `/v1/rules`. */
export function rulesFunction(scope: Construct, { platform, decisions }: FraudContext): BlueprintFunction {
  const target = new BlueprintFunction<RulesEnv>(scope, 'Rules', {
    foundation: platform,
    entry: handler('rules'),
    description: 'Fraud: shows, drafts, tests and approves rules',
    timeout: Duration.seconds(29),
    environment: { DECISIONS_TABLE_NAME: decisions.table.tableName, ...platform.audit.environment },
  });
  decisions.table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem');
  grantIndex(target, decisions.table, sampleIndex);
  platform.audit.grantPut(target);
  return target;
}
