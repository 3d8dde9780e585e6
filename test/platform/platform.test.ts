import { Match, Template } from 'aws-cdk-lib/assertions';
import { stage } from '../support/stages';

const templateOf = (stageName: string, stack: string) => Template.fromJSON({ ...stage(stageName).template(stack) });

describe('the key and the alerts topic of dev', () => {
  const platform = templateOf('dev', 'dev-platform');

  it.each(['cloudwatch', 'budgets', 'costalerts'])('lets %s publish to the encrypted topic', (service) => {
    platform.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Principal: { Service: `${service}.amazonaws.com` },
          }),
        ]),
      },
    });
    platform.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: Match.stringLikeRegexp('^AlertsTopic') }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: `${service}.amazonaws.com` },
          }),
        ]),
      },
    });
  });

  it('lets only alarms publish in a region where nothing else raises alerts', () => {
    const further = templateOf('prod', 'prod-eu-west-1-platform');
    const policies = JSON.stringify([
      further.findResources('AWS::KMS::Key'),
      further.findResources('AWS::SNS::TopicPolicy'),
    ]);
    expect(new Set(policies.match(/(budgets|costalerts|events|cloudwatch)\.amazonaws\.com/g))).toEqual(
      new Set(['cloudwatch.amazonaws.com']),
    );
  });

  it('encrypts every topic with the key', () => {
    platform.allResourcesProperties('AWS::SNS::Topic', {
      KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^StageKey'), 'Arn'] },
    });
  });

  it('lets DynamoDB use the key for principals of this account alone, so that no role needs it', () => {
    platform.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { AWS: '*' },
            Condition: {
              StringEquals: {
                'kms:CallerAccount': { Ref: 'AWS::AccountId' },
                'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com',
              },
            },
          }),
        ]),
      },
    });
  });

  it('deletes the key after the shortest wait', () => {
    platform.hasResource('AWS::KMS::Key', { Properties: { PendingWindowInDays: 7 }, DeletionPolicy: 'Delete' });
  });
});

describe('identity', () => {
  const platform = templateOf('dev', 'dev-platform');

  it('lets nobody sign up, and nobody write their own organisation, tier or clearance', () => {
    platform.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
    const [client] = Object.values(platform.findResources('AWS::Cognito::UserPoolClient'));
    expect(client?.Properties.WriteAttributes).toEqual(['email', 'locale', 'name']);
  });

  it('lets every app client read what becomes a claim, so that the trigger has it in any case', () => {
    const clients = stage('dev').stacks.flatMap(({ template }) =>
      Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Cognito::UserPoolClient'),
    );
    expect(clients).not.toHaveLength(0);
    for (const { Properties } of clients) {
      expect(Properties?.ReadAttributes).toEqual(
        expect.arrayContaining(['custom:org', 'custom:tier', 'custom:clearance']),
      );
    }
  });

  it('puts claims into access tokens by the trigger that can, on a plan that has it', () => {
    platform.hasResourceProperties('AWS::Cognito::UserPool', {
      LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0' } },
      UserPoolTier: 'ESSENTIALS',
    });
  });

  it('has sign-in pages at an address of stage and account, and a client for programs that does not use them', () => {
    platform.hasResourceProperties('AWS::Cognito::UserPoolDomain', {
      Domain: { 'Fn::Join': ['', ['dev-', { Ref: 'AWS::AccountId' }]] },
      ManagedLoginVersion: 2,
    });
    platform.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      AllowedOAuthFlows: Match.absent(),
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
    });
  });

  it('watches for stolen passwords and requires a second factor in prod', () => {
    templateOf('prod', 'prod-platform').hasResourceProperties('AWS::Cognito::UserPool', {
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
      MfaConfiguration: 'ON',
      DeletionProtection: 'ACTIVE',
    });
  });
});

describe('the audit stream', () => {
  const delivery = {
    ExtendedS3DestinationConfiguration: {
      CompressionFormat: 'GZIP',
      Prefix: 'events/date=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
      ErrorOutputPrefix: Match.stringLikeRegexp('^errors/!{firehose:error-output-type}/'),
    },
  };

  it('has no stream that costs while idle in dev', () => {
    const platform = templateOf('dev', 'dev-platform');
    platform.resourceCountIs('AWS::Kinesis::Stream', 0);
    platform.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      DeliveryStreamType: 'DirectPut',
      DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
      ...delivery,
    });
  });

  it('goes through Kinesis in prod', () => {
    const platform = templateOf('prod', 'prod-platform');
    platform.hasResourceProperties('AWS::Kinesis::Stream', { StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
    platform.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      DeliveryStreamType: 'KinesisStreamAsSource',
      ...delivery,
    });
  });

  it('rings when events do not arrive', () => {
    templateOf('dev', 'dev-platform').hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Firehose',
      MetricName: 'DeliveryToS3.DataFreshness',
      Dimensions: [{ Name: 'DeliveryStreamName', Value: { Ref: Match.stringLikeRegexp('^AuditDelivery') } }],
      Threshold: 900,
    });
  });

  it('moves objects to colder storage, then expires them', () => {
    templateOf('dev', 'dev-platform').hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [
          Match.objectLike({
            ExpirationInDays: 120,
            Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 30 }],
            Status: 'Enabled',
          }),
        ],
      },
    });
  });

  it('writes no more when its bucket is emptied, once, because the stack goes', () => {
    const platform = templateOf('dev', 'dev-platform');
    const [emptying] = Object.keys(platform.findResources('Custom::S3AutoDeleteObjects')).filter((id) =>
      id.startsWith('AuditBucket'),
    );
    platform.hasResource('AWS::KinesisFirehose::DeliveryStream', { DependsOn: Match.arrayWith([emptying]) });
  });

  it('is not deleted with its stack in prod, and is emptied with it in dev', () => {
    const buckets = Object.values(templateOf('prod', 'prod-platform').findResources('AWS::S3::Bucket'));
    expect(buckets.map(({ DeletionPolicy }) => DeletionPolicy).sort()).toEqual(['Retain', 'RetainExceptOnCreate']);
    templateOf('dev', 'dev-platform').resourceCountIs('Custom::S3AutoDeleteObjects', 2);
  });
});

describe('a first deployment of prod that fails', () => {
  it('leaves only what cannot be deleted, or fills by itself', () => {
    const left = stage('prod').stacks.flatMap(({ template }) =>
      Object.entries(template.Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain'),
    );
    const kinds = new Set(left.map(([id, { Type }]) => (Type === 'AWS::S3::Bucket' ? id.replace(/.{8}$/, '') : Type)));
    expect([...kinds].sort()).toEqual([
      'AWS::ApiGateway::Account',
      'AWS::Cognito::UserPool',
      'AWS::DynamoDB::GlobalTable',
      'AWS::IAM::Role',
      'AccessLogs',
      'AttachmentsAccessLogs',
      'DistributionLogs',
      'ModelsAccessLogs',
      'OriginalsAccessLogs',
    ]);
  });
});

describe('what the account has once', () => {
  it('keeps the logging role of API Gateway when the stage goes', () => {
    const platform = templateOf('dev', 'dev-platform');
    platform.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain' });
    const account = Object.values(platform.findResources('AWS::ApiGateway::Account'))[0];
    const role: unknown = account?.Properties.CloudWatchRoleArn['Fn::GetAtt'][0];
    expect(platform.toJSON().Resources[String(role)].DeletionPolicy).toBe('Retain');
  });
});

describe('the private network of prod', () => {
  const platform = templateOf('prod', 'prod-platform');

  it('spans three zones, each with its own way out', () => {
    platform.resourceCountIs('AWS::EC2::NatGateway', 3);
    const zones = Object.values(platform.findResources('AWS::EC2::Subnet')).map(
      ({ Properties }) => Properties.AvailabilityZone['Fn::Select'][0],
    );
    expect(zones.sort()).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('reaches tables and buckets by gateway, models and queues by interface endpoints', () => {
    const endpoints = JSON.stringify(platform.findResources('AWS::EC2::VPCEndpoint'));
    for (const service of ['dynamodb', 's3', 'bedrock-runtime', 'sqs', 'kinesis-streams'])
      expect(endpoints).toContain(service);
  });

  it('lets functions out by HTTPS and nothing in', () => {
    platform.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: Match.stringLikeRegexp('^Functions'),
      SecurityGroupEgress: [Match.objectLike({ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' })],
      SecurityGroupIngress: Match.absent(),
    });
  });

  it("keeps a function's own code from using the rights to network interfaces", () => {
    platform.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Condition: { ArnLike: { 'lambda:SourceFunctionArn': Match.anyValue() } },
          }),
        ]),
      },
    });
  });
});

describe('several regions', () => {
  it('replicate the platform table, and have identity and cost guard once', () => {
    const primary = templateOf('prod', 'prod-platform');
    primary.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: Match.arrayWith(
        ['eu-west-1', 'ap-northeast-1', 'us-east-1'].map((Region) => Match.objectLike({ Region })),
      ),
    });
    const further = templateOf('prod', 'prod-eu-west-1-platform');
    for (const type of ['AWS::Cognito::UserPool', 'AWS::Budgets::Budget', 'AWS::DynamoDB::GlobalTable']) {
      further.resourceCountIs(type, 0);
    }
    for (const type of ['AWS::KMS::Key', 'AWS::SNS::Topic', 'AWS::KinesisFirehose::DeliveryStream']) {
      further.resourceCountIs(type, 1);
    }
  });

  it('are protected from deletion', () => {
    for (const stack of stage('prod').stacks) expect(stack.terminationProtection).toBe(true);
    for (const stack of stage('dev').stacks) expect(stack.terminationProtection).toBeFalsy();
  });
});

it('outputs what tools need to find', () => {
  expect(Object.keys(stage('dev').template('dev-platform').Outputs ?? {})).toEqual(
    expect.arrayContaining(['UserPoolId', 'UserPoolClientId', 'PlatformTableName', 'AlertsTopicArn']),
  );
});
