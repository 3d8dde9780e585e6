import fc from 'fast-check';
import type { Assembly, AssemblyStack } from '../../../tools/assembly';
import { readFacts } from '../../../tools/diagram/graph/facts';
import { mostNodes, partGraph } from '../../../tools/diagram/graph/part-graph';
import { scopeOf } from '../../../tools/diagram/graph/scope';
import { wholeGraph } from '../../../tools/diagram/graph/whole-graph';
import { partPage } from '../../../tools/diagram/page';

const types = [
  ...['AWS::Lambda::Function', 'AWS::Lambda::Alias', 'AWS::Lambda::Permission', 'AWS::Lambda::EventSourceMapping'],
  ...['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'AWS::SNS::Topic', 'AWS::SNS::Subscription', 'AWS::S3::Bucket'],
  ...['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table', 'AWS::KMS::Key'],
  ...[
    'AWS::ApiGateway::RestApi',
    'AWS::ApiGateway::Method',
    'AWS::ApiGatewayV2::Api',
    'AWS::ApiGatewayV2::Integration',
  ],
  ...['AWS::CloudFront::Distribution', 'AWS::CloudWatch::Alarm', 'AWS::Budgets::Budget', 'AWS::Events::Rule'],
  ...['AWS::KinesisFirehose::DeliveryStream', 'AWS::OpenSearchService::Domain', 'AWS::Cognito::UserPool'],
  ...['AWS::Route53::RecordSet', 'AWS::Unheard::Of', 'Custom::Thing', 'Nonsense'],
];
const properties = [
  ...['Role', 'Roles', 'PolicyDocument', 'Environment', 'FunctionName', 'EventSourceArn', 'RedrivePolicy', 'Targets'],
  ...['EventPattern', 'DistributionConfig', 'Integration', 'RestApiId', 'ApiId', 'Replicas', 'LifecycleConfiguration'],
  ...['NotificationConfiguration', 'AlarmActions', 'Metrics', 'Dimensions', 'Budget', 'Tags', 'AliasTarget', 'Name'],
  ...['ExtendedS3DestinationConfiguration', 'KinesisStreamSourceConfiguration', 'BucketEncryption', 'AccessPolicies'],
];
const ids = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];

const { value } = fc.letrec((tie) => ({
  reference: fc.oneof(
    fc.constantFrom(...ids).map((id) => ({ Ref: id })),
    fc.constantFrom(...ids).map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })),
    fc.constantFrom(...ids).map((id) => ({ 'Fn::Sub': `\${${id}}/x` })),
    fc.constant({ 'Fn::GetStackOutput': { StackName: 'nowhere', OutputName: 'Nothing' } }),
    tie('value').map((inner) => ({ 'Fn::Join': inner })),
  ),
  statement: fc.record({
    Effect: fc.constantFrom('Allow', 'Deny', 3),
    Action: fc.constantFrom('s3:GetObject', ['sqs:SendMessage'], '*', undefined),
    Resource: tie('value'),
  }),
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>('', 'text', 0, true, null, []),
    tie('reference'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(tie('statement'), { maxLength: 3 }).map((Statement) => ({ Statement })),
    fc.dictionary(fc.constantFrom(...properties, 'Arn', 'Rules', 'Origins', 'Variables'), tie('value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
}));

const template = fc.dictionary(
  fc.constantFrom(...ids),
  fc.record({
    Type: fc.constantFrom(...types),
    Properties: fc.dictionary(fc.constantFrom(...properties), value, { maxKeys: 5, noNullPrototype: true }),
  }),
  { minKeys: 1, noNullPrototype: true },
);

function assemblyOf(Resources: unknown): Assembly {
  const own = { Resources } as AssemblyStack['template'];
  const stack: AssemblyStack = {
    name: 'odd',
    region: 'here',
    template: own,
    tags: {},
    dependencies: [],
    path: (id) => `odd/${id}`,
  };
  return { directory: '', stacks: [stack], stack: () => stack, asset: String, files: [] };
}

it('reads whatever stands in a template: unknown types, intrinsic functions in odd places, values of the wrong kind', () => {
  fc.assert(
    fc.property(template, (resources) => {
      const facts = readFacts(assemblyOf(resources));
      const scope = scopeOf(facts);
      for (const part of facts.model.parts) {
        const graph = partGraph(facts, scope, part);
        const boxes = new Set(graph.nodes.map(({ id }) => id));
        expect(graph.edges.filter(({ from, to }) => !boxes.has(from) || !boxes.has(to))).toEqual([]);
        expect(graph.nodes.length).toBeLessThanOrEqual(mostNodes);
        const page = partPage(graph, { facts, scope, part }, { stage: 'odd' });
        expect(page).toContain('## Recovery');
        expect(page).not.toContain('[object');
      }
      const whole = wholeGraph(facts, scope, 'all');
      expect(new Set(whole.nodes.map(({ id }) => id)).size).toBe(whole.nodes.length);
    }),
    { numRuns: 500 },
  );
});

it('tells a file of the assembly by its kind alone: a page is the same whatever is in it', () => {
  const Resource = `arn:aws:s3:::assets/${'0a'.repeat(32)}.js`;
  const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource }];
  const facts = readFacts(
    assemblyOf({
      A: { Type: 'AWS::IAM::Role', Properties: {} },
      B: { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'A' }], PolicyDocument: { Statement } } },
      C: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['A', 'Arn'] } } },
    }),
  );
  const scope = scopeOf(facts);
  const [part = ''] = facts.model.parts;
  expect(partPage(partGraph(facts, scope, part), { facts, scope, part }, { stage: 'odd' })).toContain(
    '`arn:aws:s3:::assets/<hash>.js`',
  );
});
