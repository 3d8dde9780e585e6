import type { ResolvedResource } from '../types';
import type { PolicySource } from './role-policies';

/** The customer's key that each resource is encrypted with. */
export class EncryptionKeys {
  private readonly byArn = new Map<string, string>();

  constructor(source: PolicySource) {
    const keys = source.ofType('AWS::KMS::Key', 'AWS::KMS::ReplicaKey');
    const add = (arn: string | undefined, keyName: unknown) => {
      const key = keys.find(({ ref, attributes }) => keyName === ref || keyName === attributes.Arn);
      if (arn && key?.attributes.Arn) this.byArn.set(arn, key.attributes.Arn);
    };
    for (const { ref, properties } of source.ofType('AWS::SNS::Topic')) add(ref, properties.KmsMasterKeyId);
    for (const { ref, properties } of source.ofType('AWS::SecretsManager::Secret')) add(ref, properties.KmsKeyId);
    for (const { attributes, properties } of source.ofType('AWS::SQS::Queue'))
      add(attributes.Arn, properties.KmsMasterKeyId);
    for (const table of source.ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table')) {
      add(table.attributes.Arn, tableKey(table));
    }
    for (const { attributes, properties } of source.ofType('AWS::S3::Bucket'))
      add(attributes.Arn, bucketKey(properties));
    for (const { attributes, properties } of source.ofType('AWS::Kinesis::Stream')) {
      add(attributes.Arn, (properties.StreamEncryption as { readonly KeyId?: unknown } | undefined)?.KeyId);
    }
  }

  /** ARN of the key of a resource, of a table's index, or of an object's bucket. */
  keyOf(resourceArn: string): string | undefined {
    return this.byArn.get(resourceArn) ?? this.byArn.get(resourceArn.replace(/(?<!:table)\/.*$/s, ''));
  }
}

interface Sse {
  readonly KMSMasterKeyId?: unknown;
}

function tableKey({ properties, region }: ResolvedResource): unknown {
  const replicas = (properties.Replicas ?? []) as { readonly Region: string; readonly SSESpecification?: Sse }[];
  const replica = replicas.find(({ Region }) => Region === region);
  return (replica?.SSESpecification ?? (properties.SSESpecification as Sse | undefined))?.KMSMasterKeyId;
}

function bucketKey({ BucketEncryption }: ResolvedResource['properties']): unknown {
  const rules = (BucketEncryption as { readonly ServerSideEncryptionConfiguration?: readonly unknown[] } | undefined)
    ?.ServerSideEncryptionConfiguration;
  const [rule] = (rules ?? []) as { readonly ServerSideEncryptionByDefault?: { readonly KMSMasterKeyID?: unknown } }[];
  return rule?.ServerSideEncryptionByDefault?.KMSMasterKeyID;
}

/** What the service does with the resource's key in the caller's name, per action. */
const keyUse: Readonly<Record<string, readonly string[]>> = {
  'sns:Publish': ['kms:GenerateDataKey', 'kms:Decrypt'],
  'sqs:SendMessage': ['kms:GenerateDataKey', 'kms:Decrypt'],
  'sqs:ReceiveMessage': ['kms:Decrypt'],
  'secretsmanager:GetSecretValue': ['kms:Decrypt'],
  'secretsmanager:PutSecretValue': ['kms:GenerateDataKey', 'kms:Decrypt'],
  's3:PutObject': ['kms:GenerateDataKey'],
  's3:GetObject': ['kms:Decrypt'],
  'kinesis:PutRecord': ['kms:GenerateDataKey'],
  'kinesis:PutRecords': ['kms:GenerateDataKey'],
  'kinesis:GetRecords': ['kms:Decrypt'],
};

/** KMS actions that a call of this action causes on the key of its resource. */
export function keyActions(action: string): readonly string[] {
  return keyUse[action] ?? (action.startsWith('dynamodb:') ? ['kms:Decrypt'] : []);
}
