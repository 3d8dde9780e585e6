import { ReferenceStrength, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { type Foundation, removalPolicy } from '../../platform/foundation';
import { exportStrongly } from '../export-strongly';
import { generatedName } from '../generated-name';
import { sortKey, tableDefaults } from './defaults';

/** A further region in which a table is kept, and the key that encrypts it there. */
export interface TableReplica {
  readonly region: string;
  readonly key: kms.IKey;
}

export interface BlueprintTableProps {
  readonly foundation: Foundation;
  /** With a sort key `sk`. @default false */
  readonly sorted?: boolean;
  /** What the records of the table's stream hold of each changed item. @default - no stream, or both images with replicas */
  readonly stream?: dynamodb.StreamViewType;
  /** Further regions of a global table. @default - one region */
  readonly replicas?: readonly TableReplica[];
}

/**
 * A table keyed by `pk` (and `sk`), with TTL on `ttl`, encrypted with the stage's key and kept as the stage says.
 * Grant with `table.grant(fn, 'dynamodb:GetItem', ...)`: the key's policy already lets DynamoDB use it for this account,
 * so no role needs a KMS action.
 */
export class BlueprintTable extends Construct {
  readonly table: dynamodb.TableV2;
  /** ARN of the stream in the table's own region; absent without one. */
  readonly streamArn: string | undefined;
  private readonly replicaReferences = new Map<string, dynamodb.ITableV2>();

  constructor(scope: Construct, id: string, props: BlueprintTableProps) {
    super(scope, id);
    const { settings, key } = props.foundation;
    const replicas = props.replicas ?? [];
    const keyArns = Object.fromEntries(replicas.map((replica) => [replica.region, replica.key.keyArn]));
    this.table = new dynamodb.TableV2(this, 'Table', {
      ...tableDefaults,
      sortKey: props.sorted ? sortKey : undefined,
      dynamoStream: props.stream,
      encryption: dynamodb.TableEncryptionV2.customerManagedKey(key, replicas.length > 0 ? keyArns : undefined),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.data.pointInTimeRecovery },
      deletionProtection: settings.data.deletionProtection,
      removalPolicy: removalPolicy(settings),
      replicas: replicas.map(({ region }) => ({ region })),
    });
    // The library gives the ARN of a stream also where there is none.
    this.streamArn = props.stream || replicas.length > 0 ? this.table.tableStreamArn : undefined;
    exportStrongly(this.table, this.table.tableArn, this.table.tableName, ...(this.streamArn ? [this.streamArn] : []));
  }

  /** This table, or its replica, as a function in `region` sees it. */
  inRegion(region: string): dynamodb.ITableV2 {
    const { stack } = this.table;
    if (region === stack.region) return this.table;
    const name = Stack.consumeReference(generatedName(this.table), ReferenceStrength.WEAK);
    return (
      this.replicaReferences.get(region) ??
      this.refer(region, `arn:aws:dynamodb:${region}:${stack.account}:table/${name}`)
    );
  }

  private refer(region: string, tableArn: string): dynamodb.ITableV2 {
    const reference = dynamodb.TableV2.fromTableArn(this, `In-${region}`, tableArn);
    this.replicaReferences.set(region, reference);
    return reference;
  }
}
