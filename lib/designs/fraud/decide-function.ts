import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DecideEnv } from '../../../lambdas/fraud/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { type FraudContext, handler } from './fraud-context';
import { grantStream, streamEnvironment } from './stream-features';

/** The function behind `/v1/decisions`. */
export function decideFunction(scope: Construct, context: FraudContext): BlueprintFunction {
  const { platform, settings, decisions, histories, models, endpoint, stream } = context;
  const { budget, policy, currencies, decisionDays, sampleShare } = settings;
  const target = new BlueprintFunction<DecideEnv>(scope, 'Decide', {
    foundation: platform,
    entry: handler('decide'),
    description: 'Fraud: decides on payments',
    timeout: Duration.seconds(10),
    // A whole processor has 1,769 MB: features, trees and rules are work of one.
    memorySize: 1769,
    environment: {
      DECISIONS_TABLE_NAME: decisions.table.tableName,
      HISTORIES_TABLE_NAME: histories.table.tableName,
      DECISION_DAYS: String(decisionDays),
      SAMPLE_SHARE: String(sampleShare),
      BUDGET: JSON.stringify(budget),
      POLICY: JSON.stringify(policy),
      CURRENCIES: JSON.stringify(currencies),
      MODELS_BUCKET_NAME: models.bucket.bucketName,
      ...(endpoint && { MODEL_ENDPOINT_NAME: endpoint.endpointName }),
      ...streamEnvironment(scope, stream),
    },
    provisionedConcurrency: settings.provisionedConcurrency.decide,
  });
  // BatchGetItem reads a decision with what it needs, PutItem in a transaction writes it; GetItem reads rules, and single decisions.
  decisions.table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem');
  histories.table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:PutItem');
  models.grant(target.role, 's3:GetObject');
  endpoint?.grantInvoke(target);
  grantStream(target, stream);
  return target;
}
