import { stage, type TemplateResource } from '../support/stages';
import { list } from '../support/template';
import { templateSerializer } from '../support/template-serializer';

expect.addSnapshotSerializer(templateSerializer);

it.each([
  ['dev', 'dev-platform'],
  ['dev', 'dev-edge'],
  ['prod', 'prod-platform'],
  ['prod', 'prod-edge'],
])('stage %s: %s', (name, stack) => {
  expect(stage(name).template(stack)).toMatchSnapshot();
});

describe('dev, while nobody uses it', () => {
  /** USD a month for what is billed all the same, us-east-1; free tiers are not counted on. */
  const idlePrices: Readonly<Record<string, (resource: TemplateResource) => number>> = {
    'AWS::CloudWatch::Alarm': () => 0.1,
    'AWS::KMS::Key': () => 1,
    'AWS::WAFv2::WebACL': ({ Properties }) => 5 + list(Properties?.Rules).length,
    'AWS::SecretsManager::Secret': () => 0.4,
    'AWS::Route53::HealthCheck': () => 1.75,
  };
  const resources = () => stage('dev').stacks.flatMap(({ template }) => Object.values(template.Resources));

  it('costs no more than 15 USD a month with chat alone', () => {
    const total = resources().reduce((sum, resource) => sum + (idlePrices[resource.Type]?.(resource) ?? 0), 0);
    expect(total).toBeGreaterThan(5);
    expect(total).toBeLessThanOrEqual(15);
  });

  it('has nothing that is billed by the hour', () => {
    const hourly = /^AWS::(EC2|RDS|ECS|ElastiCache|OpenSearchService|SageMaker|Kinesis|MSK|Redshift)::/;
    const types = resources().map(({ Type }) => Type);
    expect(types.filter((type) => hourly.test(type))).toEqual([]);
  });
});
