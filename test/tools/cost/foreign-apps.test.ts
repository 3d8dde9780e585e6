import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { readAssembly } from '../../../tools/assembly';
import { type CostedAssembly, costedAssembly, type ReadOptions } from '../../../tools/cost/costed-assembly';
import { type CostReport, costReport } from '../../../tools/cost/report';
import { orderPipeline } from '../../fixtures/cdk-apps/order-pipeline';
import { searchNetwork } from '../../fixtures/cdk-apps/search-network';
import { staticSite } from '../../fixtures/cdk-apps/static-site';

/** Hours of a month that AWS calculates with. */
const HOURS = 730;
const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

function assemblyOf(define: (app: App) => void, options: Partial<ReadOptions> = {}): CostedAssembly {
  const outdir = mkdtempSync(join(tmpdir(), 'cost-app-'));
  directories.push(outdir);
  const app = new App({ outdir, analyticsReporting: false });
  define(app);
  app.synth();
  return costedAssembly(readAssembly(outdir), { region: 'us-east-1', ...options });
}

const now = new Date('2026-11-29');
const report = (assembly: CostedAssembly): CostReport =>
  costReport(assembly, { stage: 'theirs', region: 'us-east-1', now });

const told = ({ lines }: CostReport) =>
  Object.fromEntries(
    lines.map(({ type, what, usdPerMonth }) => [
      `${type.replace('AWS::', '')}: ${what}`,
      Number(usdPerMonth.toFixed(4)),
    ]),
  );

it('prices a site that names no region, in the region that is asked for', () => {
  const priced = report(assemblyOf(staticSite, { region: 'eu-west-1' }));
  expect(told(priced)).toEqual({
    'WAFv2::WebACL: web ACL': 5,
    'WAFv2::WebACL: 1 rule': 1,
    'Route53::HostedZone: hosted zone': 0.5,
  });
  expect(new Set(priced.lines.map(({ region }) => region))).toEqual(new Set(['eu-west-1']));
  expect(priced.lines.map(({ design }) => design)).toEqual(['site', 'site', 'site']);
  expect(priced).toMatchObject({ budgetPerMonth: 0, units: [], idlePerMonth: 6.5, asOf: '2026-11-29' });
});

it('prices what is in nested stacks and what conditions let be, by the parameters that are given', () => {
  const orders = (Stage: string) => report(assemblyOf(orderPipeline, { parameters: { Stage } }));
  const live = orders('live');
  expect(told(live)).toEqual({
    'Lambda::EventSourceMapping: polls of an empty queue': Number((0.657 * 0.4).toFixed(4)),
    'Lambda::Alias: 2 warm environments of 512 MB': Number((2 * 0.5 * 0.0000037168 * HOURS * 3600).toFixed(4)),
    'KMS::Key: key': 1,
    'CloudWatch::Alarm: alarm on 1 metric': 0.1,
    'CloudWatch::CompositeAlarm: composite alarm': 0.5,
    'DynamoDB::Table: 5 write capacity units': Number((5 * 0.000735 * HOURS).toFixed(4)),
    'DynamoDB::Table: 10 read capacity units': Number((10 * 0.000147 * HOURS).toFixed(4)),
    'SecretsManager::Secret: secret': 0.4,
  });
  expect(new Set(live.lines.map(({ design }) => design))).toEqual(new Set(['ordering']));
  expect(live.lines.find(({ type }) => type === 'AWS::DynamoDB::Table')?.resource).toMatch(
    /^orders\/Storage.*\/Orders/,
  );
  expect(live.idlePerMonth - orders('trial').idlePerMonth).toBeCloseTo(1, 9);
});

it('says which parameter has no value where one is needed', () => {
  expect(() => assemblyOf(orderPipeline)).toThrow(
    /LiveKey.*parameter Stage of orders has no value.*--parameter Name=value/s,
  );
});

it('prices stacks of a stage that refer to one another, at the prices of their region', () => {
  const priced = report(assemblyOf(searchNetwork));
  expect(told(priced)).toEqual({
    'EC2::EIP: public address': Number((0.005 * HOURS).toFixed(4)),
    'EC2::NatGateway: NAT gateway': Number((0.059 * HOURS).toFixed(4)),
    'EC2::VPCEndpoint: interface endpoint in 2 zones': Number((2 * 0.013 * HOURS).toFixed(4)),
    'Kinesis::Stream: 2 shards': Number((2 * 0.0184 * HOURS).toFixed(4)),
    'Kinesis::StreamConsumer: a consumer of 2 shards': Number((2 * 0.0184 * HOURS).toFixed(4)),
    'OpenSearchService::Domain: 2 nodes m7g.large.search': Number((2 * 0.135 * HOURS).toFixed(4)),
    'OpenSearchService::Domain: 2 disks of 20 GB gp3': Number((40 * 0.122).toFixed(4)),
  });
  const confidence = priced.lines.filter(({ price }) => price.startsWith('opensearch')).map((line) => line.confidence);
  expect(confidence).toEqual(['stand-in', 'stand-in']);
  expect(priced.warnings).toContain('2 times the price of us-east-1: none of ap-southeast-1 was found');
});

it('looks at the stacks alone that are asked for', () => {
  const { resources } = assemblyOf(searchNetwork, { only: ['live-network'] });
  expect(new Set(resources.map(({ stack }) => stack))).toEqual(new Set(['live-network']));
});
