import { parseEnv } from '../../../lambdas/shared/parse-env';
import { countEnv, ingestEnv, lookUpEnv } from '../../../lambdas/streaming/env';
import { streamingConfiguration } from '../../../lib/designs/streaming/settings';
import { workload } from '../../../lib/designs/streaming/workload';
import { stage, stageWith } from '../../support/stages';
import { at, isRecord, property, referenced, resources } from '../../support/template';
import { templateSerializer } from '../../support/template-serializer';
import { grantedIn, permissions } from './permissions';

expect.addSnapshotSerializer(templateSerializer);

const timeout = 60_000;
type Stage = 'dev' | 'staging' | 'prod';
type Part = 'streaming' | 'streaming-data';
const part = (name: Stage, which: Part) => stage(name).template(`${name}-${which}`);
const all = (name: Stage, which: Part, type: string) =>
  resources([{ name: `${name}-${which}`, region: 'us-east-1', template: part(name, which) }], type);
const functionOf = (name: Stage, id: string) => {
  const found = all(name, 'streaming', 'AWS::Lambda::Function').filter((fn) => fn.id.startsWith(id));
  if (found.length !== 1) throw new Error(`${found.length} functions ${id}`);
  return found[0] as (typeof found)[number];
};
const mappingOf = (name: Stage) => {
  const [mapping] = all(name, 'streaming', 'AWS::Lambda::EventSourceMapping');
  if (!mapping) throw new Error('nobody reads the stream');
  return mapping;
};

describe('snapshots', () => {
  it.each(['streaming', 'streaming-data'] as const)(
    'dev-%s',
    (which) => expect(part('dev', which)).toMatchSnapshot(),
    timeout,
  );
  it.each(['streaming', 'streaming-data'] as const)(
    'prod-%s',
    (which) => expect(part('prod', which)).toMatchSnapshot(),
    timeout,
  );
});

describe.each(['dev', 'prod'] as const)('%s', (name) => {
  const preset = streamingConfiguration.presets[name];

  it('lets each function do exactly what it needs', () => {
    expect(grantedIn(stage(name), `${name}-streaming`)).toEqual(permissions(preset.consumer));
  });

  it('tells every handler what its environment asks for, as the stage sets it', () => {
    const told = (id: string) => {
      const variables = property(functionOf(name, id), 'Environment', 'Variables');
      // What is known only in an account is some text there.
      const texts = Object.entries(isRecord(variables) ? variables : {}).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : key,
      ]);
      return Object.fromEntries(texts) as Record<string, string>;
    };
    expect(parseEnv(ingestEnv, told('Ingest'))).toMatchObject({ MOST_AGE_HOURS: preset.mostAgeHours });
    const counting = parseEnv(countEnv, told('CountFunction'));
    expect(counting).toMatchObject({
      ALLOWED_LATENESS_MINUTES: preset.late.allowedMinutes,
      LATE_EVENTS: preset.late.events,
    });
    expect(counting.EVENT_ID_HOURS).toBeGreaterThan(preset.stream.retentionHours);
    expect(parseEnv(lookUpEnv, told('LookUp'))).toBeTruthy();
  });

  it('reads the stream so that one record holds up no others, and none is lost', () => {
    const mapping = mappingOf(name);
    expect(mapping.resource.Properties).toMatchObject({
      ...{ BisectBatchOnFunctionError: true, FunctionResponseTypes: ['ReportBatchItemFailures'] },
      ...{ MaximumRecordAgeInSeconds: 43_200, StartingPosition: 'TRIM_HORIZON' },
      ParallelizationFactor: preset.consumer.parallelizationFactor,
      MetricsConfig: { Metrics: ['EventCount'] },
    });
    const kept = referenced(
      stage(name).stacks,
      mapping.stack,
      property(mapping, 'DestinationConfig', 'OnFailure', 'Destination'),
    );
    expect([kept?.type, kept?.stack.name]).toEqual(['AWS::S3::Bucket', `${name}-streaming-data`]);
  });

  it('rings at what the stage says', () => {
    const alarms = all(name, 'streaming', 'AWS::CloudWatch::Alarm');
    const of = (id: string) => {
      const found = alarms.find((alarm) => alarm.id.startsWith(id));
      return found && property(found, 'Threshold');
    };
    expect(of('CountSourceLag')).toBe(preset.alarms.lagSeconds * 1000);
    expect(of('CountSourceFailuresPresent')).toBe(1);
    expect(of('MonitoringParked')).toBe(preset.alarms.parked);
    expect(of('MonitoringRestErrors')).toBe(1);
  });
});

describe('the stream', () => {
  const streamOf = (name: Stage) => all(name, 'streaming-data', 'AWS::Kinesis::Stream')[0]?.resource.Properties;

  it('has one shard in dev, and grows with its load elsewhere', () => {
    expect(streamOf('dev')).toMatchObject({ ShardCount: 1, RetentionPeriodHours: 24 });
    expect(streamOf('prod')).toMatchObject({ StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
  });

  it('is read through a consumer of its own in prod, which dev does not pay for', () => {
    const source = (name: Stage) =>
      referenced(stage(name).stacks, mappingOf(name).stack, property(mappingOf(name), 'EventSourceArn'))?.type;
    expect([source('dev'), source('prod')]).toEqual(['AWS::Kinesis::Stream', 'AWS::Kinesis::StreamConsumer']);
  });

  it(
    'keeps records for longer than a reader tries, or the synthesis stops',
    () => {
      const kept = streamingConfiguration.presets.dev.stream.retentionHours * 3600;
      expect(Number(property(mappingOf('dev'), 'MaximumRecordAgeInSeconds'))).toBeLessThan(kept);
      expect(() =>
        stageWith('dev', { designs: { streaming: { stream: { retentionHours: 1 } } } }, { designs: 'streaming' }),
      ).toThrow(/retentionHours/);
    },
    timeout,
  );
});

it('is in the primary region alone, and its data apart', () => {
  const names = stage('prod').stacks.filter(({ name }) => name.includes('-streaming'));
  expect(names.map(({ name }) => name).sort()).toEqual(['prod-streaming', 'prod-streaming-data']);
});

it('has its routes, which ask for a credential of its own scope', () => {
  const path = (id: string): string => {
    const resource = part('dev', 'streaming').Resources[id];
    const own = at(resource, 'Properties', 'PathPart');
    const parent = at(resource, 'Properties', 'ParentId', 'Ref');
    return typeof own === 'string' ? `${typeof parent === 'string' ? path(parent) : ''}/${own}` : '';
  };
  const methods = all('dev', 'streaming', 'AWS::ApiGateway::Method');
  expect(
    methods.map((method) => `${property(method, 'HttpMethod')} ${path(String(property(method, 'ResourceId', 'Ref')))}`),
  ).toEqual(['POST /v1/events', 'GET /v1/features/{entity}', 'GET /v1/trending']);
  const scope = property(functionOf('dev', 'HttpAuthorizer'), 'Environment', 'Variables', 'REQUIRED_SCOPE');
  expect(scope).toBe('streaming');
  const { Outputs = {} } = stage('dev').template('dev-edge');
  expect(JSON.stringify(Outputs.StreamingApiUrl?.Value)).toContain('/streaming"');
});

it('is sized for what it says', () => {
  expect(workload.targets).toMatchObject({ unitsADay: 8_640_000_000, freshSeconds: 5 });
});
