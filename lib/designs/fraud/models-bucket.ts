import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../../config';
import { generatedName } from '../../constructs/generated-name';
import { accessLogBucket, stageBucket } from '../../platform/stage-bucket';

/** Where models lie: `models/<SHA-256 of the trees>.json`, each as `npm run train:fraud` writes it. */
export const modelsPrefix = 'models/';

/** What may be done with models. Nothing removes or lists them: their names are their hashes. */
export type ModelsAction = 's3:PutObject' | 's3:GetObject';

/** Models that training brought. Which of them decides is said elsewhere, and by people. */
export class ModelsBucket extends Construct {
  readonly bucket: s3.Bucket;
  private readonly policies: Readonly<Record<ModelsAction, iam.ManagedPolicy>>;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.bucket = stageBucket(this, 'Bucket', settings, {
      serverAccessLogsBucket: accessLogBucket(this, 'AccessLogs', settings),
      serverAccessLogsPrefix: 'models/',
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    this.policies = this.makePolicies();
  }

  /** Lets a role do this with models. */
  grant(role: iam.Role, ...actions: readonly ModelsAction[]): void {
    for (const action of actions) role.addManagedPolicy(this.policies[action]);
  }

  /** In policies of their own: the exception that models are named by their hashes is written down once. */
  private makePolicies(): Readonly<Record<ModelsAction, iam.ManagedPolicy>> {
    const resources = [this.bucket.arnForObjects(`${modelsPrefix}*`)];
    const policy = (id: string, action: ModelsAction) =>
      new iam.ManagedPolicy(this, id, {
        description: `Fraud: ${action} of models`,
        statements: [new iam.PolicyStatement({ actions: [action], resources })],
      });
    const bucket: { readonly Ref: string } = Stack.of(this).resolve(generatedName(this.bucket));
    Validations.of(this).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${bucket.Ref}.Arn>/${modelsPrefix}*]`,
      reason: 'Models are named by their hashes; each policy is for one action under one prefix of one bucket.',
    });
    return { 's3:GetObject': policy('Read', 's3:GetObject'), 's3:PutObject': policy('Write', 's3:PutObject') };
  }
}
