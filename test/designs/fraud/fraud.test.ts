import { Template } from 'aws-cdk-lib/assertions';
import { decideEnv, recordDecisionsEnv, watchDriftEnv } from '../../../lambdas/fraud/env';
import { parseEnv } from '../../../lambdas/shared/parse-env';
import { fraudConfiguration } from '../../../lib/designs/fraud/settings';
import { workload } from '../../../lib/designs/fraud/workload';
import { stage } from '../../support/stages';
import { at, isRecord, property, referenced, resources } from '../../support/template';
import { templateSerializer } from '../../support/template-serializer';
import { grantedIn, permissions } from './permissions';

expect.addSnapshotSerializer(templateSerializer);

const timeout = 60_000;
type Stage = 'dev' | 'staging' | 'prod';
type Part = 'fraud' | 'fraud-data';
const part = (name: Stage, which: Part) => stage(name).template(`${name}-${which}`);
const assertions = (name: Stage, which: Part) => Template.fromJSON({ ...part(name, which) } as Record<string, unknown>);
const all = (name: Stage, which: Part, type: string) =>
  resources([{ name: `${name}-${which}`, region: 'us-east-1', template: part(name, which) }], type);
const functionOf = (name: Stage, id: string) => {
  const found = all(name, 'fraud', 'AWS::Lambda::Function').filter((fn) => fn.id.startsWith(id));
  if (found.length !== 1) throw new Error(`${found.length} functions ${id}`);
  return found[0] as (typeof found)[number];
};
const alarmsOf = (name: Stage) => all(name, 'fraud', 'AWS::CloudWatch::Alarm');

describe('snapshots', () => {
  it.each(['fraud', 'fraud-data'] as const)('dev-%s', (which) => expect(part('dev', which)).toMatchSnapshot(), timeout);
  it.each(['fraud', 'fraud-data'] as const)(
    'prod-%s',
    (which) => expect(part('prod', which)).toMatchSnapshot(),
    timeout,
  );
});

describe.each([
  ['dev', 'firehose:PutRecord'],
  ['prod', 'kinesis:PutRecord'],
] as const)('%s', (name, audit) => {
  it('lets each function do exactly what it needs', () => {
    expect(grantedIn(stage(name), `${name}-fraud`)).toEqual(permissions(audit));
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
    const { budget, policy, currencies, decisionDays } = fraudConfiguration.presets[name];
    expect(parseEnv(decideEnv, told('Decide'))).toMatchObject({
      ...{ BUDGET: budget, POLICY: policy, CURRENCIES: currencies, DECISION_DAYS: decisionDays },
    });
    expect(parseEnv(recordDecisionsEnv, told('Record'))).toBeTruthy();
    const { windowDays, labelDays, least } = fraudConfiguration.presets[name].drift;
    expect(parseEnv(watchDriftEnv, told('Drift'))).toMatchObject({ DRIFT: { windowDays, labelDays, least } });
  });

  it('rings at what the stage says, and for what is set aside', () => {
    const { p99Ms, degradedPercent } = fraudConfiguration.presets[name].alarms;
    const thresholds = Object.fromEntries(alarmsOf(name).map((alarm) => [alarm.id, property(alarm, 'Threshold')]));
    const of = (id: string) => Object.entries(thresholds).find(([full]) => full.startsWith(id))?.[1];
    expect(of('MonitoringSlowDecisions')).toBe(p99Ms);
    expect(of('MonitoringDegraded')).toBe(degradedPercent);
    expect(of('MonitoringRestErrors')).toBe(1);
    const { psi, calibrationFactor } = fraudConfiguration.presets[name].drift;
    expect([of('DriftFeatures'), of('DriftScores'), of('DriftCalibration')]).toEqual([psi, psi, calibrationFactor]);
    expect(of('RecordSourceFailuresPresent')).toBe(1);
    expect(of('RecordSourceLag')).toBe(600_000);
  });

  it('measures itself apart from the same design of another stage, by the names that its handlers have', () => {
    const own = alarmsOf(name)
      .map((alarm) => JSON.stringify(alarm.resource.Properties))
      .filter((alarm) => alarm.includes('Blueprint/Fraud'));
    const names = own.map((alarm) => /"MetricName":"([^"]+)"/.exec(alarm)?.[1]);
    expect(names.sort()).toEqual([
      'CalibrationFactor',
      'DecisionTime',
      'Degraded',
      'DriftPsi',
      'ScorePsi',
      'Unreconciled',
    ]);
    for (const alarm of own) {
      expect(alarm).toContain(`[{"Name":"service","Value":"fraud"},{"Name":"stage","Value":"${name}"}]`);
    }
  });
});

describe('state', () => {
  it('is in two tables that forget what is over, encrypted with the key of the stage', () => {
    const tables = all('prod', 'fraud-data', 'AWS::DynamoDB::GlobalTable');
    expect(tables.map(({ id }) => id.replace(/Table.*/, '')).sort()).toEqual(['Decisions', 'Histories']);
    for (const table of tables) {
      expect(table.resource.Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      });
      const [replica] = (property(table, 'Replicas') ?? []) as readonly unknown[];
      expect(at(replica, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled')).toBe(true);
      expect(at(replica, 'DeletionProtectionEnabled')).toBe(true);
      const key = referenced(stage('prod').stacks, table.stack, at(replica, 'SSESpecification', 'KMSMasterKeyId'));
      expect(key?.type).toBe('AWS::KMS::Key');
    }
  });

  it('is in the primary region alone', () => {
    const regions = stage('prod').stacks.filter(({ name }) => name.includes('-fraud'));
    expect(regions.map(({ name }) => name).sort()).toEqual(['prod-fraud', 'prod-fraud-data']);
    for (const table of all('prod', 'fraud-data', 'AWS::DynamoDB::GlobalTable')) {
      expect(property(table, 'Replicas')).toHaveLength(1);
    }
    expect(all('prod', 'fraud', 'AWS::ApiGateway::BasePathMapping')).toEqual([]);
  });

  it('tells of decisions as they are committed, and of nothing that was only changed', () => {
    assertions('dev', 'fraud-data').hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    });
    const [mapping, ...more] = all('dev', 'fraud', 'AWS::Lambda::EventSourceMapping');
    expect(more).toEqual([]);
    if (!mapping) throw new Error('nobody reads the stream');
    const source = referenced(stage('dev').stacks, mapping.stack, property(mapping, 'EventSourceArn'));
    expect(source?.id).toMatch(/^Decisions/);
    expect(property(mapping, 'FilterCriteria', 'Filters')).toEqual([{ Pattern: '{"eventName":["INSERT"]}' }]);
  });
});

describe('REST API', () => {
  const methods = () => all('dev', 'fraud', 'AWS::ApiGateway::Method');
  const path = (id: string): string => {
    const resource = part('dev', 'fraud').Resources[id];
    const own = at(resource, 'Properties', 'PathPart');
    const parent = at(resource, 'Properties', 'ParentId', 'Ref');
    return typeof own === 'string' ? `${typeof parent === 'string' ? path(parent) : ''}/${own}` : '';
  };

  it('has its routes, the first of which asks for a credential and for an object', () => {
    expect(
      methods().map(
        (method) => `${property(method, 'HttpMethod')} ${path(String(property(method, 'ResourceId', 'Ref')))}`,
      ),
    ).toEqual([
      'POST /v1/decisions',
      'GET /v1/decisions',
      'GET /v1/decisions/{decisionId}',
      'GET /v1/decisions/{decisionId}/linked',
      'GET /v1/stats',
      'POST /v1/feedback',
      'GET /v1/rules',
      'PUT /v1/rules/draft',
      'POST /v1/rules/draft/approval',
      'GET /v1/rules/versions/{version}',
      'POST /v1/rules/backtest',
      'GET /v1/models',
      'PUT /v1/models/draft',
      'POST /v1/models/draft/approval',
      'GET /v1/reviews',
      'POST /v1/reviews/{decisionId}/claim',
      'POST /v1/reviews/{decisionId}/decision',
      'POST /v1/reviews/{decisionId}/appeal',
      'GET /v1/lists/{kind}',
      'PUT /v1/lists/{kind}/{value}',
      'DELETE /v1/lists/{kind}/{value}',
    ]);
    const [method] = methods();
    if (!method) throw new Error('no method');
    expect(method.resource.Properties).toMatchObject({ AuthorizationType: 'CUSTOM' });
    const model = referenced([method.stack], method.stack, property(method, 'RequestModels', 'application/json'));
    expect(model && property(model, 'Schema', 'type')).toBe('object');
    const validator = referenced([method.stack], method.stack, property(method, 'RequestValidatorId'));
    expect(validator && property(validator, 'ValidateRequestBody')).toBe(true);
  });

  it('is reached through the edge, under its own path', () => {
    assertions('dev', 'fraud').hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'fraud' });
    const { Outputs = {} } = stage('dev').template('dev-edge');
    expect(JSON.stringify(Outputs.FraudApiUrl?.Value)).toContain('/fraud"');
  });

  it('asks API keys for a scope of its own', () => {
    expect(property(functionOf('dev', 'HttpAuthorizer'), 'Environment', 'Variables', 'REQUIRED_SCOPE')).toBe('fraud');
  });

  it('admits as many requests as the stage says', () => {
    for (const name of ['dev', 'prod'] as const) {
      const { perSecond, burst } = fraudConfiguration.presets[name].throttle;
      const [stageOf] = all(name, 'fraud', 'AWS::ApiGateway::Stage');
      expect(stageOf && property(stageOf, 'MethodSettings', 0)).toMatchObject({
        ...{ HttpMethod: '*', ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: burst },
      });
    }
  });
});

it('logs no request: neither its body nor its headers', () => {
  for (const name of ['dev', 'prod'] as const) {
    const [stageOf] = all(name, 'fraud', 'AWS::ApiGateway::Stage');
    expect(stageOf && property(stageOf, 'MethodSettings', 0, 'DataTraceEnabled')).toBe(false);
    const format = JSON.stringify(stageOf && property(stageOf, 'AccessLogSetting', 'Format'));
    expect(format).not.toMatch(/body|header|idempotency/i);
  }
});

it('has a whole processor for each decision, and in prod keeps environments warm', () => {
  expect(property(functionOf('dev', 'Decide'), 'MemorySize')).toBeGreaterThanOrEqual(1769);
  const warm = all('prod', 'fraud', 'AWS::Lambda::Alias').map(({ id }) => id.replace(/Live.*/, ''));
  expect(warm.sort()).toEqual(['Decide', 'HttpAuthorizer']);
});

it('is sized for what it says', () => {
  expect(workload.targets).toMatchObject({ unitsADay: 100_000_000, p99Ms: 100 });
});
