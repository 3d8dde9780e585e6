import type { Facts } from '../graph/facts';
import type { Scope } from '../graph/scope';
import { at, list, type Resource, values } from '../model/resource';
import { markdownTable } from './markdown';

interface Check {
  readonly about: string;
  readonly types: readonly string[];
  holds(resource: Resource, facts: Facts): boolean;
}

const tables = ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'];
const replicasOf = ({ properties }: Resource): readonly unknown[] => {
  const replicas = list(properties.Replicas);
  return replicas.length > 0 ? replicas : [properties];
};
const every = (resource: Resource, ...path: readonly string[]) =>
  replicasOf(resource).every((each) => at(each, ...path) === true);

/** What a review asks of all of a kind, and whether one has it. */
const checks: readonly Check[] = [
  {
    about: 'functions are traced',
    types: ['AWS::Lambda::Function'],
    holds: ({ properties }) => at(properties, 'TracingConfig', 'Mode') === 'Active',
  },
  {
    about: 'functions run in private subnets',
    types: ['AWS::Lambda::Function'],
    holds: ({ properties }) => properties.VpcConfig !== undefined,
  },
  {
    about: 'functions run on Graviton (arm64)',
    types: ['AWS::Lambda::Function'],
    holds: ({ properties }) => list(properties.Architectures).includes('arm64'),
  },
  {
    about: 'functions write structured logs (JSON)',
    types: ['AWS::Lambda::Function'],
    holds: ({ properties }) => at(properties, 'LoggingConfig', 'LogFormat') === 'JSON',
  },
  {
    about: 'log groups end',
    types: ['AWS::Logs::LogGroup'],
    holds: ({ properties }) => properties.RetentionInDays !== undefined,
  },
  {
    about: 'tables can be restored to a point in time',
    types: tables,
    holds: (table) => every(table, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled'),
  },
  {
    about: 'tables are protected from deletion',
    types: tables,
    holds: (table) => every(table, 'DeletionProtectionEnabled'),
  },
  {
    about: 'tables are in several regions',
    types: tables,
    holds: ({ properties }) => list(properties.Replicas).length > 1,
  },
  {
    about: 'tables are paid by request',
    types: tables,
    holds: ({ properties }) => properties.BillingMode === 'PAY_PER_REQUEST',
  },
  {
    about: "tables are encrypted with a key of the stage's own",
    types: tables,
    holds: (table, { references }) =>
      references
        .targets(table, [table.properties.Replicas, table.properties.SSESpecification])
        .some(({ type }) => type === 'AWS::KMS::Key'),
  },
  {
    about: 'buckets block public access',
    types: ['AWS::S3::Bucket'],
    holds: ({ properties }) => {
      const block = Object.values(values(properties.PublicAccessBlockConfiguration));
      return block.length === 4 && block.every((each) => each === true);
    },
  },
  {
    about: 'buckets let objects end or grow cold',
    types: ['AWS::S3::Bucket'],
    holds: ({ properties }) =>
      list(at(properties, 'LifecycleConfiguration', 'Rules')).some(
        (rule) => at(rule, 'ExpirationInDays') !== undefined || at(rule, 'Transitions') !== undefined,
      ),
  },
  {
    about: 'buckets keep earlier versions',
    types: ['AWS::S3::Bucket'],
    holds: ({ properties }) => at(properties, 'VersioningConfiguration', 'Status') === 'Enabled',
  },
  { about: 'keys rotate', types: ['AWS::KMS::Key'], holds: ({ properties }) => properties.EnableKeyRotation === true },
  {
    about: 'readers of queues and streams report partial failures',
    types: ['AWS::Lambda::EventSourceMapping'],
    holds: ({ properties }) => list(properties.FunctionResponseTypes).includes('ReportBatchItemFailures'),
  },
  {
    about: 'alarms tell somebody',
    types: ['AWS::CloudWatch::Alarm'],
    holds: ({ properties }) => list(properties.AlarmActions).length > 0,
  },
  {
    about: 'methods of REST APIs are behind an authorizer',
    types: ['AWS::ApiGateway::Method'],
    holds: ({ properties }) => properties.AuthorizationType !== 'NONE' && properties.AuthorizationType !== undefined,
  },
];

/** How many resources of all parts have what a review asks for, and the names of those that have not, where they are few. */
export function evidence(facts: Facts, scope: Scope): string {
  const rows = checks.flatMap(({ about, types, holds }) => {
    const all = facts.model.ofType(...types).filter((resource) => scope.includes(resource));
    if (all.length === 0) return [];
    const without = all.filter((resource) => !holds(resource, facts));
    return [[about, `${all.length - without.length} of ${all.length}`, namesOf(without)]];
  });
  return markdownTable(['what', 'how many', 'not'], rows);
}

const few = 12;

const namesOf = (resources: readonly Resource[]): string =>
  resources.length > few
    ? ''
    : resources
        .map(({ name, part }) => `${name} (${part})`)
        .sort()
        .join(', ');
