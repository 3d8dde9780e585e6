import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Settings } from '../config';
import type { Publisher } from './alerts';
import { removalPolicyOnceDeployed } from './foundation';

/** What a service needs to publish to an encrypted topic. @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
const publishActions = ['kms:Decrypt', 'kms:GenerateDataKey*'];

/**
 * The customer key of a stage in one region. Its policy, and not each function's role, lets DynamoDB use it for whoever
 * may use the table; and it lets the services that raise alerts publish to the encrypted topics, without which no alarm
 * would ever arrive.
 */
export class StageKey extends Construct {
  readonly key: kms.Key;

  /** @param publishers services that publish to topics which the key encrypts */
  constructor(scope: Construct, id: string, settings: Settings, publishers: readonly Publisher[]) {
    super(scope, id);
    this.key = new kms.Key(this, 'Key', {
      description: `Encrypts what the stage ${settings.stage} keeps in this region`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(settings.data.retain ? 30 : 7),
      removalPolicy: removalPolicyOnceDeployed(settings),
    });
    const { account, region } = Stack.of(this);
    this.allowDynamoDb(account, region);
    const allowed: Readonly<Record<Publisher, () => void>> = {
      cloudwatch: () => this.allow('CloudWatchAlarms', 'cloudwatch.amazonaws.com'),
      budgets: () =>
        this.allow('Budgets', 'budgets.amazonaws.com', {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:aws:budgets::${account}:*` },
        }),
      costalerts: () =>
        this.allow('CostAnomalies', 'costalerts.amazonaws.com', { StringEquals: { 'aws:SourceAccount': account } }),
    };
    for (const publisher of publishers) allowed[publisher]();
  }

  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
  private allowDynamoDb(account: string, region: string): void {
    this.key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'DynamoDbForThisAccount',
        principals: [new iam.AnyPrincipal()],
        actions: [
          'kms:CreateGrant',
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:Encrypt',
          'kms:GenerateDataKey*',
          'kms:ReEncrypt*',
        ],
        resources: ['*'],
        conditions: {
          StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `dynamodb.${region}.amazonaws.com` },
        },
      }),
    );
  }

  private allow(sid: string, service: string, conditions?: Record<string, Record<string, string>>): void {
    this.key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid,
        principals: [new iam.ServicePrincipal(service)],
        actions: publishActions,
        resources: ['*'],
        conditions,
      }),
    );
  }
}
