import { readAssembly, type Template } from '../../../tools/assembly';
import type { Engine } from '../../../tools/local/engines/engine';
import { HostMap } from '../../../tools/local/host-map';
import { Resources } from '../../../tools/local/resources';
import { type Fixture, writeAssembly } from './support/assembly-fixture';

const endpoint = 'http://127.0.0.1:4566';
const fixtures: Fixture[] = [];
afterAll(() => {
  for (const fixture of fixtures) fixture.remove();
});

function resourcesOf(template: Template, hosts = new HostMap()): Resources {
  const fixture = writeAssembly({ main: { template } });
  fixtures.push(fixture);
  return new Resources(readAssembly(fixture.directory), endpoint, hosts);
}

const identity = (Type: string, Properties = {}) =>
  resourcesOf({ Resources: { Thing: { Type, Properties } } }).ofType(Type)[0];

describe('what a resource is called', () => {
  it('is its name, or one from stack and logical id', () => {
    expect(identity('AWS::DynamoDB::Table', { TableName: 'chat' })?.ref).toBe('chat');
    expect(identity('AWS::DynamoDB::Table')).toMatchObject({
      ref: 'main-Thing',
      attributes: { Arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/main-Thing' },
    });
  });

  it('keeps to the service’s rules', () => {
    expect(identity('AWS::SQS::Queue', { FifoQueue: true })).toMatchObject({
      ref: `${endpoint}/000000000000/main-Thing.fifo`,
      attributes: { QueueName: 'main-Thing.fifo', Arn: 'arn:aws:sqs:us-east-1:000000000000:main-Thing.fifo' },
    });
    expect(identity('AWS::S3::Bucket')?.ref).toBe('main-thing');
    const long = 'X'.repeat(80);
    const [bucket] = resourcesOf({ Resources: { [long]: { Type: 'AWS::S3::Bucket' } } }).ofType('AWS::S3::Bucket');
    expect(bucket?.ref.length).toBeLessThanOrEqual(63);
  });

  it('stays the same from start to start', () => {
    const id = () => identity('AWS::ApiGateway::RestApi')?.ref;
    expect(id()).toMatch(/^[a-z0-9]{10}$/);
    expect(id()).toBe(id());
  });

  it('is its ARN where CloudFormation says so, qualified for versions and aliases', () => {
    const resources = resourcesOf({
      Resources: {
        Fn: { Type: 'AWS::Lambda::Function' },
        Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
        Alias: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Fn' }, Name: 'live' } },
        Topic: { Type: 'AWS::SNS::Topic' },
      },
    });
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:main-Fn';
    expect(resources.ofType('AWS::Lambda::Version')[0]?.ref).toBe(`${arn}:1`);
    expect(resources.ofType('AWS::Lambda::Alias')[0]?.ref).toBe(`${arn}:live`);
    expect(resources.ofType('AWS::SNS::Topic')[0]?.ref).toBe('arn:aws:sns:us-east-1:000000000000:main-Topic');
  });
});

it('gives outputs the shape of an outputs file, with local addresses', () => {
  const hosts = new HostMap();
  const resources = resourcesOf(
    {
      Resources: { Edge: { Type: 'AWS::CloudFront::Distribution' } },
      Outputs: {
        Url: { Value: { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': ['Edge', 'DomainName'] }, '/chat']] } },
      },
    },
    hosts,
  );
  hosts.set(
    String(resources.ofType('AWS::CloudFront::Distribution')[0]?.attributes.DomainName),
    'http://localhost:8787',
  );
  expect(resources.outputs()).toEqual({ main: { Url: 'http://localhost:8787/chat' } });
});

describe('provisioning', () => {
  const template: Template = {
    Resources: {
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
      },
      Alarm: { Type: 'AWS::CloudWatch::Alarm' },
      Dead: { Type: 'AWS::SQS::Queue' },
    },
  };
  const engine = (create: Engine['create'], resourceTypes = ['AWS::SQS::Queue']): Engine => ({
    name: 'sqs',
    services: [],
    resourceTypes,
    handle: async () => undefined,
    create,
    stop: async () => undefined,
  });

  it('creates each resource after those it refers to, and none that is passed over', async () => {
    const created: string[] = [];
    const sqs = engine(async ({ logicalId }) => void created.push(logicalId));
    await resourcesOf(template).provision([sqs], () => undefined);
    expect(created).toEqual(['Dead', 'Queue']);
  });

  it('stops at the first that cannot be created, naming it', async () => {
    const sqs = engine(async () => Promise.reject(new Error('no such thing')));
    const message = 'sqs cannot create main/Dead (AWS::SQS::Queue): no such thing';
    await expect(resourcesOf(template).provision([sqs], () => undefined)).rejects.toThrow(message);
  });

  it('stops when no engine creates a type that is said to be served', async () => {
    const none = engine(async () => undefined, []);
    const message = 'no engine creates AWS::SQS::Queue (main/Dead)';
    await expect(resourcesOf(template).provision([none], () => undefined)).rejects.toThrow(message);
  });
});
