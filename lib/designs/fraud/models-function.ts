import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ModelsEnv } from '../../../lambdas/fraud/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { type FraudContext, handler } from './fraud-context';

/** The function behind `/v1/models`. */
export function modelsFunction(scope: Construct, { platform, decisions, models }: FraudContext): BlueprintFunction {
  const target = new BlueprintFunction<ModelsEnv>(scope, 'Models', {
    foundation: platform,
    entry: handler('models'),
    description: 'Fraud: shows, drafts and approves which models decide',
    timeout: Duration.seconds(29),
    environment: {
      DECISIONS_TABLE_NAME: decisions.table.tableName,
      MODELS_BUCKET_NAME: models.bucket.bucketName,
      ...platform.audit.environment,
    },
  });
  decisions.table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem');
  models.grant(target.role, 's3:GetObject');
  platform.audit.grantPut(target);
  return target;
}
