import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RulesEnv } from '../../../lambdas/fraud/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { grantIndex, sampleIndex } from './decision-indexes';
import { type FraudContext, handler } from './fraud-context';
import { streamEnvironment } from './stream-features';

/** The function behind `/v1/rules`. */
export function rulesFunction(scope: Construct, { platform, decisions, stream }: FraudContext): BlueprintFunction {
  const target = new BlueprintFunction<RulesEnv>(scope, 'Rules', {
    foundation: platform,
    entry: handler('rules'),
    description: 'Fraud: shows, drafts, tests and approves rules',
    timeout: Duration.seconds(29),
    environment: {
      DECISIONS_TABLE_NAME: decisions.table.tableName,
      ...platform.audit.environment,
      ...streamEnvironment(scope, stream),
    },
  });
  decisions.table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem');
  grantIndex(target, decisions.table, sampleIndex);
  platform.audit.grantPut(target);
  return target;
}
