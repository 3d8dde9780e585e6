import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BlueprintTable } from '../../lib/constructs/table/table';
import { foundationIn } from '../support/foundation';

it('is keyed, expires items, and is encrypted with the stage key', () => {
  const { stack, foundation } = foundationIn('dev');
  new BlueprintTable(stack, 'Items', { foundation, sorted: true });
  Template.fromStack(stack).hasResource('AWS::DynamoDB::GlobalTable', {
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [
        Match.objectLike({
          SSESpecification: { KMSMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('StageKey'), 'Arn'] } },
          DeletionProtectionEnabled: false,
        }),
      ],
    },
    DeletionPolicy: 'Delete',
  });
});

it('is kept, protected and backed up where the stage says so', () => {
  const { stack, foundation } = foundationIn('prod');
  new BlueprintTable(stack, 'Items', { foundation });
  Template.fromStack(stack).hasResource('AWS::DynamoDB::GlobalTable', {
    Properties: {
      Replicas: [
        Match.objectLike({
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      ],
    },
    DeletionPolicy: 'Retain',
  });
});

it('is encrypted in each further region with the key of that region, and granted there by its replica', () => {
  const { stack, foundation } = foundationIn('prod');
  const elsewhere = new Stack(stack.node.root, 'Elsewhere', { env: { region: 'eu-west-1' } });
  const table = new BlueprintTable(stack, 'Items', {
    foundation,
    replicas: [{ region: 'eu-west-1', key: new kms.Key(elsewhere, 'Key') }],
  });
  const consumer = new Stack(stack.node.root, 'Consumer', { env: { region: 'eu-west-1' } });
  const role = new iam.Role(consumer, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  table.inRegion('eu-west-1').grant(role, 'dynamodb:GetItem');

  expect(table.inRegion('eu-west-1')).toBe(table.inRegion('eu-west-1'));
  Template.fromStack(stack).hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    Replicas: Match.arrayWith([
      Match.objectLike({
        Region: 'eu-west-1',
        SSESpecification: { KMSMasterKeyId: { 'Fn::GetStackOutput': Match.objectLike({ StackName: 'Elsewhere' }) } },
      }),
    ]),
  });
  const policies = JSON.stringify(Template.fromStack(consumer).findResources('AWS::IAM::Policy'));
  expect(policies).toContain('arn:aws:dynamodb:eu-west-1:');
  expect(policies).toContain('"StackName":"Test"');
  expect(policies).not.toContain('kms:');
});
