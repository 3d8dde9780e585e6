// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is written so.
import { AssemblyError, type AssemblyStack, Resolver, readAssembly, type Template } from '../../../tools/assembly';
import { type Fixture, type FixtureStack, writeAssembly } from '../local/support/assembly-fixture';

const fixtures: Fixture[] = [];
afterAll(() => {
  for (const fixture of fixtures) fixture.remove();
});

function assemblyOf(stacks: Readonly<Record<string, FixtureStack>>) {
  const fixture = writeAssembly(stacks);
  fixtures.push(fixture);
  const assembly = readAssembly(fixture.directory);
  const resolver = new Resolver(assembly, '000000000000', ({ logicalId, property }) => {
    const ref = String(property('Name') ?? logicalId.toLowerCase());
    return { ref, attributes: { Arn: `arn:${ref}` } };
  });
  return { assembly, resolver, stack: (name: string) => assembly.stack(name) };
}

function resolve(value: unknown, template: Template = {}): unknown {
  const { resolver, stack } = assemblyOf({ main: { template } });
  return resolver.resolve(stack('main'), value);
}

const queue = { Type: 'AWS::SQS::Queue', Properties: { Name: 'orders' } };

describe('intrinsic functions', () => {
  const template: Template = {
    Resources: { Queue: queue },
    Parameters: {
      Size: { Type: 'Number', Default: 3 },
      Bootstrap: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk/version' },
      Open: { Type: 'String' },
    },
    Conditions: {
      InEurope: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
      Elsewhere: { 'Fn::Not': [{ Condition: 'InEurope' }] },
      Both: { 'Fn::And': [{ Condition: 'InEurope' }, { Condition: 'Elsewhere' }] },
      Either: { 'Fn::Or': [{ Condition: 'InEurope' }, { Condition: 'Elsewhere' }] },
    },
    Mappings: { Limits: { 'us-east-1': { rate: 5 } } },
  };

  test.each<[string, unknown, unknown]>([
    ['Ref of a resource', { Ref: 'Queue' }, 'orders'],
    ['Ref of a parameter', { Ref: 'Size' }, 3],
    [
      'pseudo parameters',
      ['AWS::Region', 'AWS::AccountId', 'AWS::Partition', 'AWS::StackName'].map((Ref) => ({ Ref })),
      ['us-east-1', '000000000000', 'aws', 'main'],
    ],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:orders'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Queue.Arn' }, 'arn:orders'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Queue' }, 1]] }, 'a-orders-1'],
    [
      'Fn::Sub',
      { 'Fn::Sub': '${AWS::Region}/${Queue}/${Queue.Arn}/${!Literal}' },
      'us-east-1/orders/arn:orders/${Literal}',
    ],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${x}-${Size}', { x: { Ref: 'Queue' } }] }, 'orders-3'],
    [
      'Fn::Select of Fn::Split',
      { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] }] },
      'orders',
    ],
    ['Fn::If', { 'Fn::If': ['InEurope', 'eu', 'us'] }, 'us'],
    [
      'conditions over conditions',
      ['Elsewhere', 'Both', 'Either'].map((name) => ({ 'Fn::If': [name, 'y', 'n'] })),
      ['y', 'n', 'y'],
    ],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Limits', { Ref: 'AWS::Region' }, 'rate'] }, 5],
    ['Fn::GetAZs', { 'Fn::Select': [2, { 'Fn::GetAZs': '' }] }, 'us-east-1c'],
    ['Fn::Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    ['AWS::NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['AWS::NoValue in a list', [1, { 'Fn::If': ['InEurope', 2, { Ref: 'AWS::NoValue' }] }], [1]],
    [
      'a policy condition, which is no intrinsic',
      { Condition: { Bool: { x: 'true' } } },
      { Condition: { Bool: { x: 'true' } } },
    ],
  ])('%s', (_name, value, expected) => {
    expect(resolve(value, template)).toEqual(expected);
  });

  test.each<[string, unknown, string]>([
    ['an intrinsic', { 'Fn::Transform': {} }, 'Fn::Transform'],
    ['a reference', { Ref: 'Nowhere' }, 'Nowhere is neither a resource nor a parameter of main'],
    ['an attribute', { 'Fn::GetAtt': ['Queue', 'Url'] }, 'attribute Url of AWS::SQS::Queue'],
    ['a parameter from SSM', { Ref: 'Bootstrap' }, 'parameter Bootstrap of main'],
    ['a parameter without default', { Ref: 'Open' }, 'parameter Open of main'],
    ['a mapping', { 'Fn::FindInMap': ['Limits', 'eu-west-1', 'rate'] }, 'no mapping Limits.eu-west-1.rate'],
    ['a condition', { 'Fn::If': ['Unknown', 1, 2] }, 'condition Unknown'],
    ['a selection', { 'Fn::Select': [7, ['a']] }, 'Fn::Select finds nothing at 7'],
    ['a dynamic reference', 'x{{resolve:secretsmanager:key}}', '{{resolve:secretsmanager:key}}'],
    ['text where a list is due', { 'Fn::Join': [',', 'abc'] }, 'Fn::Join expects a list and got "abc"'],
    ['an import', { 'Fn::ImportValue': 'nothing' }, 'exports nothing'],
  ])('names %s that cannot be resolved', (_name, value, message) => {
    expect(() => resolve(value, template)).toThrow(AssemblyError);
    expect(() => resolve(value, template)).toThrow(message);
  });
});

describe('references between stacks', () => {
  const data: FixtureStack = {
    template: {
      Resources: { Queue: queue },
      Outputs: { QueueArn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Export: { Name: 'queue-arn' } } },
    },
  };

  it('follows an output of another stack', () => {
    const { resolver, stack } = assemblyOf({ data, main: { template: {}, dependencies: ['data'] } });
    const output = { StackName: 'data', Region: 'us-east-1', OutputName: 'QueueArn' };
    expect(resolver.resolve(stack('main'), { 'Fn::GetStackOutput': output })).toBe('arn:orders');
    expect(resolver.resolve(stack('main'), { 'Fn::ImportValue': 'queue-arn' })).toBe('arn:orders');
  });

  it('tells stacks of one name in two regions apart', () => {
    const { resolver, stack } = assemblyOf({ data, main: { template: {} } });
    const output = { StackName: 'data', Region: 'eu-west-1', OutputName: 'QueueArn' };
    expect(() => resolver.resolve(stack('main'), { 'Fn::GetStackOutput': output })).toThrow(
      'no stack data in eu-west-1',
    );
  });

  it('names an output that is not there', () => {
    const { resolver, stack } = assemblyOf({ data, main: { template: {} } });
    const output = { StackName: 'data', OutputName: 'Missing' };
    expect(() => resolver.resolve(stack('main'), { 'Fn::GetStackOutput': output })).toThrow(
      'data has no output Missing',
    );
  });
});

describe('resources', () => {
  const template: Template = {
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Resources: {
      Last: { Type: 'T', Properties: { From: { 'Fn::Sub': '${Middle}' } }, DependsOn: ['Other'] },
      Skipped: { Type: 'T', Condition: 'Never' },
      Middle: { Type: 'T', Properties: { Deep: [{ x: { 'Fn::GetAtt': ['First', 'Arn'] } }] } },
      Other: { Type: 'T' },
      First: { Type: 'T', Properties: { Name: 'one' } },
    },
    Outputs: { Name: { Value: { Ref: 'First' } }, None: { Value: 'x', Condition: 'Never' } },
  };
  const main = (): { resolver: Resolver; stack: AssemblyStack } => {
    const { resolver, stack } = assemblyOf({ main: { template, paths: { First: 'main/Things/First' } } });
    return { resolver, stack: stack('main') };
  };

  it('come in an order in which each follows what it refers to, without those whose condition fails', () => {
    const { resolver, stack } = main();
    expect(resolver.creationOrder(stack)).toEqual(['Other', 'First', 'Middle', 'Last']);
  });

  it('are resolved with their identity and construct path', () => {
    const { resolver, stack } = main();
    expect(resolver.resource(stack, 'Middle').properties).toEqual({ Deep: [{ x: 'arn:one' }] });
    expect(resolver.resource(stack, 'First')).toMatchObject({
      ref: 'one',
      path: 'main/Things/First',
      region: 'us-east-1',
    });
  });

  it('give the outputs whose condition holds', () => {
    const { resolver, stack } = main();
    expect(resolver.outputs(stack)).toEqual({ Name: 'one' });
  });

  it('name themselves when a property cannot be resolved', () => {
    const broken: Template = { Resources: { Bad: { Type: 'T', Properties: { X: { Ref: 'Gone' } } } } };
    const { resolver, stack } = assemblyOf({ main: { template: broken } });
    expect(() => resolver.resource(stack('main'), 'Bad')).toThrow('main/Bad (T): Gone is neither');
  });
});
