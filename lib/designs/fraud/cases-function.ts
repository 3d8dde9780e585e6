import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CasesEnv } from '../../../lambdas/fraud/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { grantIndex, sampleIndex } from './decision-indexes';
import { type FraudContext, handler } from './fraud-context';

/** The function behind what is looked at after a decision. */
export function casesFunction(scope: Construct, context: FraudContext): BlueprintFunction {
  const { platform, settings, decisions, histories } = context;
  const target = new BlueprintFunction<CasesEnv>(scope, 'Cases', {
    foundation: platform,
    entry: handler('cases'),
    description: 'Fraud: shows decisions, what links them, and how good they were',
    timeout: Duration.seconds(29),
    environment: {
      DECISIONS_TABLE_NAME: decisions.table.tableName,
      HISTORIES_TABLE_NAME: histories.table.tableName,
      SAMPLE_SHARE: String(settings.sampleShare),
      OWN_CURRENCY: settings.currencies.own,
    },
  });
  decisions.table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:GetItem');
  grantIndex(target, decisions.table, sampleIndex);
  histories.table.grant(target, 'dynamodb:BatchGetItem');
  return target;
}
