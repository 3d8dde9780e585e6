import { Access } from '../../../../tools/local/iam/access';
import type { PolicySource } from '../../../../tools/local/iam/role-policies';
import type { ResolvedResource } from '../../../../tools/local/types';

const account = '000000000000';
const roleArn = `arn:aws:iam::${account}:role/send`;
const keyArn = `arn:aws:kms:us-east-1:${account}:key/k1`;
const topicArn = `arn:aws:sns:us-east-1:${account}:alerts`;
const tableArn = `arn:aws:dynamodb:us-east-1:${account}:table/chat`;
const root = `arn:aws:iam::${account}:root`;

type Given = Pick<ResolvedResource, 'type'> & Partial<ResolvedResource>;
type Statement = Readonly<Record<string, unknown>>;

function resource(given: Given): ResolvedResource {
  return {
    stack: 'main',
    logicalId: 'X',
    region: 'us-east-1',
    ref: 'x',
    path: 'main/X',
    attributes: {},
    properties: {},
    ...given,
  };
}

const allow = (Action: string | string[], Resource: string): Statement => ({ Effect: 'Allow', Action, Resource });
const document = (...Statement: Statement[]) => ({ Statement });

function accessOf(statements: Statement[], ...given: Given[]): Access {
  const role = {
    type: 'AWS::IAM::Role',
    attributes: { Arn: roleArn },
    properties: { Policies: [{ PolicyDocument: document(...statements) }] },
  };
  const resources = [role, ...given].map(resource);
  const source: PolicySource = { ofType: (...types) => resources.filter(({ type }) => types.includes(type)) };
  const access = new Access(source);
  access.addFunction('send', roleArn);
  return access;
}

const key = (...statements: Statement[]): Given => ({
  type: 'AWS::KMS::Key',
  ref: 'k1',
  attributes: { Arn: keyArn },
  properties: { KeyPolicy: document(...statements) },
});
const byAccount = { ...allow('kms:*', '*'), Principal: { AWS: root } };
const viaDynamoDb = {
  ...allow(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'),
  Principal: { AWS: '*' },
  Condition: { StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' } },
};
const table: Given = {
  type: 'AWS::DynamoDB::GlobalTable',
  attributes: { Arn: tableArn },
  properties: {
    Replicas: [
      { Region: 'eu-west-1', SSESpecification: { KMSMasterKeyId: 'another' } },
      { Region: 'us-east-1', SSESpecification: { KMSMasterKeyId: keyArn } },
    ],
  },
};

describe('policies on resources', () => {
  const bucketPolicy = (...statements: Statement[]): Given => ({
    type: 'AWS::S3::BucketPolicy',
    properties: { Bucket: 'b', PolicyDocument: document(...statements) },
  });
  const get = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' };

  it('let in whom they name', () => {
    const named = { ...allow('s3:GetObject', 'arn:aws:s3:::b/*'), Principal: { AWS: roleArn } };
    expect(accessOf([], bucketPolicy(named)).check('send', get)).toBeUndefined();
    const other = { ...named, Principal: { AWS: `${roleArn}-2` } };
    expect(accessOf([], bucketPolicy(other)).check('send', get)).toMatchObject({ explicit: false });
  });

  it('that allow the account leave it to the account’s policies', () => {
    const everyone = { ...allow('s3:*', '*'), Principal: { AWS: root } };
    expect(accessOf([], bucketPolicy(everyone)).check('send', get)).toMatchObject({ action: 's3:GetObject' });
    expect(accessOf([allow('s3:GetObject', '*')], bucketPolicy(everyone)).check('send', get)).toBeUndefined();
  });

  it('deny whatever the role allows; the loopback counts as TLS', () => {
    const deny = { Effect: 'Deny', Action: '*', Resource: '*', Principal: '*' };
    const own = [allow('s3:GetObject', '*')];
    expect(accessOf(own, bucketPolicy(deny)).check('send', get)).toMatchObject({ explicit: true });
    const insecure = { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    expect(accessOf(own, bucketPolicy(insecure)).check('send', get)).toBeUndefined();
  });

  it('are found for queues by their address', () => {
    const Queues = [`http://127.0.0.1:1/${account}/q`];
    const PolicyDocument = document({ ...allow('sqs:SendMessage', '*'), Principal: { AWS: roleArn } });
    const access = accessOf([], { type: 'AWS::SQS::QueuePolicy', properties: { Queues, PolicyDocument } });
    const send = { action: 'sqs:SendMessage', resource: `arn:aws:sqs:us-east-1:${account}:q` };
    expect(access.check('send', send)).toBeUndefined();
  });

  it('that cannot be evaluated fail the call', () => {
    const odd = { ...allow('s3:*', '*'), Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
    expect(() => accessOf([], bucketPolicy(odd)).check('send', get)).toThrow(
      'condition operator IpAddress is not evaluated',
    );
    const unknown = { ...odd, Condition: { StringEquals: { 's3:ExistingObjectTag/secret': 'no' } } };
    const message = 'condition key s3:ExistingObjectTag/secret is not evaluated';
    expect(() => accessOf([], bucketPolicy(unknown)).check('send', get)).toThrow(message);
  });
});

describe('the key of a table', () => {
  const get = { action: 'dynamodb:GetItem', resource: tableArn };
  const own = [allow('dynamodb:*', '*')];

  it('has to let the caller use it through DynamoDB', () => {
    expect(accessOf(own, table, key(byAccount, viaDynamoDb)).check('send', get)).toBeUndefined();
    const index = { ...get, action: 'dynamodb:Query', resource: `${tableArn}/index/byUser` };
    expect(accessOf(own, table, key(byAccount)).check('send', index)).toEqual({
      function: 'send',
      roleArn,
      action: 'kms:Decrypt',
      resource: keyArn,
      context: { 'kms:CallerAccount': account, 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' },
      explicit: false,
    });
  });

  it('may leave it to the role, but only where its policy says so', () => {
    const withKey = [...own, allow('kms:Decrypt', keyArn)];
    expect(accessOf(withKey, table, key(byAccount)).check('send', get)).toBeUndefined();
    const nobody = key({ ...byAccount, Principal: { AWS: `${root}-of-another` } });
    expect(accessOf(withKey, table, nobody).check('send', get)).toMatchObject({ action: 'kms:Decrypt' });
  });

  it('is not asked for a call that is refused anyway, nor for a table of another key', () => {
    expect(accessOf([], table, key()).check('send', get)).toMatchObject({ action: 'dynamodb:GetItem' });
    const plain = { ...table, properties: { Replicas: [{ Region: 'us-east-1' }] } };
    expect(accessOf(own, plain, key()).check('send', get)).toBeUndefined();
  });
});

describe('a search domain', () => {
  const arn = `arn:aws:es:us-east-1:${account}:domain/rag`;
  const domain = (...statements: Statement[]): Given => ({
    type: 'AWS::OpenSearchService::Domain',
    attributes: { Arn: arn },
    properties: { AccessPolicies: document(...statements) },
  });
  const search = { action: 'es:ESHttpPost', resource: `${arn}/chunks/_search` };

  it('may let a role in by its own policy, on the paths that it names', () => {
    const access = accessOf([], domain({ ...allow('es:ESHttp*', `${arn}/chunks/*`), Principal: { AWS: roleArn } }));
    expect(access.check('send', search)).toBeUndefined();
    expect(access.check('send', { ...search, resource: `${arn}/other/_search` })).toMatchObject({ explicit: false });
  });

  it('may keep out one that its role lets in', () => {
    const deny = { ...allow('es:*', `${arn}/*`), Effect: 'Deny', Principal: '*' };
    const access = accessOf([allow('es:ESHttpPost', `${arn}/*`)], domain(deny));
    expect(access.check('send', search)).toMatchObject({ explicit: true });
  });
});

describe('a service of AWS', () => {
  const topic: Given = { type: 'AWS::SNS::Topic', ref: topicArn, properties: { KmsMasterKeyId: keyArn } };
  const budgets = { name: 'budgets.amazonaws.com', service: { sourceArn: `arn:aws:budgets::${account}:budget/stage` } };
  const publish = [{ action: 'sns:Publish', resource: topicArn }];
  const topicPolicy = {
    type: 'AWS::SNS::TopicPolicy',
    properties: {
      Topics: [topicArn],
      PolicyDocument: document({
        ...allow('sns:Publish', topicArn),
        Principal: { Service: 'budgets.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    },
  };
  const keyForBudgets = key({
    ...allow(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'),
    Principal: { Service: 'budgets.amazonaws.com' },
    Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:budgets::${account}:*` } },
  });

  it('reaches a topic that its policy and its key open to it', () => {
    expect(() => accessOf([], topic, topicPolicy, keyForBudgets).authorize(budgets, publish)).not.toThrow();
  });

  it('does not reach one whose policy does not name it', () => {
    const access = accessOf([], topic, keyForBudgets);
    const message = `User: budgets.amazonaws.com is not authorized to perform: sns:Publish on resource: ${topicArn}`;
    expect(() => access.authorize(budgets, publish)).toThrow(message);
  });

  it('does not reach one whose key it may not use: the alarm that never arrives', () => {
    const access = accessOf([], topic, topicPolicy, key(byAccount, viaDynamoDb));
    expect(() => access.authorize(budgets, publish)).toThrow(`kms:GenerateDataKey on resource: ${keyArn}`);
    expect(access.denials()).toMatchObject([{ function: 'budgets.amazonaws.com', roleArn: '' }]);
  });
});

describe('the key of a secret', () => {
  const secretArn = `arn:aws:secretsmanager:us-east-1:${account}:secret:wiki-AbCdEf`;
  const secret: Given = { type: 'AWS::SecretsManager::Secret', ref: secretArn, properties: { KmsKeyId: keyArn } };
  const read = { action: 'secretsmanager:GetSecretValue', resource: secretArn };
  const mayRead = allow('secretsmanager:GetSecretValue', secretArn);

  it('has to let the caller decrypt through Secrets Manager', () => {
    expect(accessOf([mayRead], secret, key(byAccount)).check('send', read)).toMatchObject({
      action: 'kms:Decrypt',
      context: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' },
    });
    const both = [mayRead, allow('kms:Decrypt', keyArn)];
    expect(accessOf(both, secret, key(byAccount)).check('send', read)).toBeUndefined();
  });
});
