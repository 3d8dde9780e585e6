import { ALL_ANSWERS, ALL_CHUNKS, CHUNKS_ALIAS } from '../../../lambdas/rag/domain/index-name';
import { rerankModelIn } from '../../../lib/designs/rag/models';
import { indexPaths } from '../../../lib/designs/rag/search-defaults';
import { ragConfiguration, ragSettings } from '../../../lib/designs/rag/settings';
import { stageWith } from '../../support/stages';
import { list, property, resources, statements } from '../../support/template';

const dev = ragConfiguration.presets.dev;
const problemsOf = (settings: object) =>
  ragSettings.safeParse({ ...dev, ...settings }).error?.issues.map(({ message }) => message) ?? [];

const source = {
  id: 'wiki',
  kind: 'confluence',
  org: 'acme',
  schedule: 'rate(1 hour)',
  secretId: 'acme/wiki',
  site: 'https://acme.atlassian.net',
};

test.each([
  ['instances that are not even over zones', { search: { ...dev.search, instances: 3, zones: 2 } }],
  ['more copies than nodes', { search: { ...dev.search, replicas: 1 } }],
  ['an instance type of something else', { search: { ...dev.search, instanceType: 'ml.g5.xlarge' } }],
  ['vectors of a length that the model has not', { embedding: { model: 'titan-v2', dimensions: 768 } }],
  ['two sources of one id', { sources: [1, 2].map(() => source) }],
  ['a source that never runs', { sources: [{ ...source, schedule: 'daily' }] }],
  ['a setting that there is not', { serverless: true }],
])('refuses %s', (_, settings) => {
  expect(problemsOf(settings)).not.toEqual([]);
});

test('reranks only where the region has the model, and the stage wants it', () => {
  const settings = ragSettings.parse(dev);
  expect(rerankModelIn('us-east-1', settings)).toBe('cohere.rerank-v3-5:0');
  expect(rerankModelIn('eu-west-1', settings)).toBeUndefined();
  expect(rerankModelIn('us-east-1', { ...settings, rerank: false })).toBeUndefined();
});

test('names indexes as handlers do', () => {
  expect(indexPaths).toEqual({ live: `/${CHUNKS_ALIAS}`, chunks: `/${ALL_CHUNKS}`, answers: `/${ALL_ANSWERS}` });
});

test('a stage whose first region has no models, or whose network has too few zones, is refused by name', () => {
  expect(() => stageWith('dev', { regions: ['sa-east-1'] }, { designs: 'rag' })).toThrow(/regions = sa-east-1/);
  const three = { rag: { search: { instances: 3, zones: 3 } } };
  expect(() =>
    stageWith('dev', { network: { vpc: true, availabilityZones: 2 }, designs: three }, { designs: 'rag' }),
  ).toThrow(/search\.zones = 3: expected no more than/);
});

describe('sources', () => {
  const files = {
    id: 'files',
    kind: 'folder',
    org: 'acme',
    schedule: 'cron(0 * * * ? *)',
    bucket: 'acme-files',
    prefix: 'docs/',
  };
  let stage: ReturnType<typeof stageWith>;
  beforeAll(() => {
    stage = stageWith('dev', { designs: { rag: { sources: [source, files] } } }, { designs: 'rag' });
  }, 60_000);
  const inRag = (type: string) =>
    resources(
      stage.stacks.filter(({ name }) => name === 'dev-rag'),
      type,
    );

  it('are brought on their schedules, each told to the function whole but for its schedule', () => {
    const rules = inRag('AWS::Events::Rule').filter(({ id }) => id.startsWith('SourcesSource'));
    const told = rules.map((rule) => [
      property(rule, 'ScheduleExpression'),
      JSON.parse(String(property(rule, 'Targets', 0, 'Input'))),
    ]);
    const { schedule: hourly, ...wiki } = source;
    const { schedule: onTheHour, ...folder } = files;
    expect(told).toEqual([
      [hourly, { source: wiki }],
      [onTheHour, { source: folder }],
    ]);
  });

  it('pass cdk-nag and the schema check', () => {
    expect(stage.report.pluginReports?.filter(({ conclusion }) => conclusion !== 'success')).toEqual([]);
  });

  it('are read with the secrets and below the prefixes that they name, and nothing else', () => {
    const [policy] = inRag('AWS::IAM::Policy').filter(({ id }) => id.startsWith('SourcesSync'));
    const all = statements(policy && property(policy, 'PolicyDocument'));
    const resourcesOf = (action: string) =>
      all.filter(({ Action }) => list(Action).includes(action)).flatMap(({ Resource }) => list(Resource));
    expect(JSON.stringify(resourcesOf('secretsmanager:GetSecretValue'))).toMatch(/:secret:acme\/wiki-\?{6}"/);
    expect(resourcesOf('s3:GetObject')).toEqual(['arn:aws:s3:::acme-files/docs/*']);
    expect(resourcesOf('s3:ListBucket')).toEqual(['arn:aws:s3:::acme-files']);
  });
});
