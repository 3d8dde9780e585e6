import { stage, type TemplateResource } from '../support/stages';
import { list } from '../support/template';

/** USD a month for what is billed though nobody uses it, us-east-1; free tiers are not counted on. */
const idlePrices: Readonly<Record<string, (resource: TemplateResource) => number>> = {
  'AWS::CloudWatch::Alarm': () => 0.1,
  'AWS::KMS::Key': () => 1,
  'AWS::WAFv2::WebACL': ({ Properties }) => 5 + list(Properties?.Rules).length,
  'AWS::Kinesis::Stream': () => 29,
  'AWS::EC2::NatGateway': () => 33,
  'AWS::EC2::VPCEndpoint': ({ Properties }) => (Properties?.VpcEndpointType === 'Interface' ? 7.3 : 0),
  'AWS::SecretsManager::Secret': () => 0.4,
  'AWS::Route53::HealthCheck': () => 1.75,
};

it('dev idles at no more than 15 USD a month with chat alone', () => {
  const resources = stage('dev').stacks.flatMap(({ template }) => Object.values(template.Resources));
  const total = resources.reduce((sum, resource) => sum + (idlePrices[resource.Type]?.(resource) ?? 0), 0);
  expect(total).toBeGreaterThan(5);
  expect(total).toBeLessThanOrEqual(15);
});

it('dev has nothing that is billed by the hour', () => {
  const types = stage('dev').stacks.flatMap(({ template }) =>
    Object.values(template.Resources).map(({ Type }) => Type),
  );
  const hourly = /^AWS::(EC2|RDS|ECS|ElastiCache|OpenSearchService|SageMaker|Kinesis|MSK|Redshift)::/;
  expect(types.filter((type) => hourly.test(type))).toEqual([]);
});
