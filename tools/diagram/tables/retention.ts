import { type Flow, isResource } from '../flows/flow';
import { at, byText, list, type Resource, values } from '../model/resource';
import { textOf } from '../model/text';
import { markdownTable } from './markdown';
import { named, resourcesOf, type Subject, serviceName, storeTypes } from './subject';

/** How long each store keeps what, who puts it there and who takes it. */
export function retention(subject: Subject): string {
  const rows = resourcesOf(subject, ...storeTypes).map((store) => [
    store.name,
    serviceName(store.type),
    keeps(store),
    ends(subject, store, 'in'),
    ends(subject, store, 'out'),
  ]);
  const logs = logRow(subject);
  return markdownTable(['store', 'service', 'keeps', 'comes from', 'goes to'], [...rows, ...logs]);
}

function keeps({ type, properties }: Resource): string {
  if (type.startsWith('AWS::DynamoDB::')) {
    const expiry =
      at(properties, 'TimeToLiveSpecification', 'Enabled') === true
        ? `items until their \`${textOf(at(properties, 'TimeToLiveSpecification', 'AttributeName'))}\`, if they have one`
        : 'until deleted';
    return properties.StreamSpecification ? `${expiry}; changes for 24 hours` : expiry;
  }
  if (type === 'AWS::S3::Bucket') return lifecycle(properties.LifecycleConfiguration);
  if (type === 'AWS::SQS::Queue') return `${duration(Number(properties.MessageRetentionPeriod ?? 345_600))}`;
  if (type === 'AWS::Kinesis::Stream') return duration(Number(properties.RetentionPeriodHours ?? 24) * 3600);
  if (type === 'AWS::KinesisFirehose::DeliveryStream') return 'buffers until delivered, 24 hours at most';
  return type === 'AWS::SNS::Topic' ? 'nothing' : 'until deleted';
}

function lifecycle(configuration: unknown): string {
  const rules = list(at(configuration, 'Rules')).filter((rule) => at(rule, 'Status') === 'Enabled');
  const texts = rules.flatMap((rule) => {
    const { ExpirationInDays, NoncurrentVersionExpiration, Transitions, Prefix } = values(rule);
    const where = typeof Prefix === 'string' && Prefix !== '' ? ` of \`${Prefix}\`` : '';
    return [
      ...list(Transitions).map(
        (each) => `${textOf(at(each, 'StorageClass'))} after ${textOf(at(each, 'TransitionInDays'))} days${where}`,
      ),
      ...(ExpirationInDays === undefined ? [] : [`deleted after ${textOf(ExpirationInDays)} days${where}`]),
      ...list(at(NoncurrentVersionExpiration, 'NoncurrentDays')).map(
        (days) => `old versions ${textOf(days)} days${where}`,
      ),
    ];
  });
  return texts.length > 0 ? texts.join('; ') : 'until deleted';
}

function duration(seconds: number): string {
  if (seconds % 86_400 === 0) return seconds === 86_400 ? '1 day' : `${seconds / 86_400} days`;
  return seconds % 3600 === 0 ? `${seconds / 3600} hours` : `${seconds} seconds`;
}

function ends({ facts, part, scope }: Subject, store: Resource, direction: 'in' | 'out'): string {
  const found = facts.flowsAt(store).flatMap((flow) => otherEnd(flow, store, direction) ?? []);
  const names = found.filter((each) => scope.includes(each)).map((each) => named(each, part));
  return [...new Set(names)].sort(byText).join(', ');
}

const puttingIn = new Set(['write', 'both', 'event']);
const takingOut = new Set(['read', 'both']);

/** Where a flow puts data into a store from, or takes it to. */
function otherEnd({ from, to, kind }: Flow, store: Resource, direction: 'in' | 'out'): Resource | undefined {
  if (to === store) return (direction === 'in' ? puttingIn : takingOut).has(kind) ? from : undefined;
  return from === store && direction === 'out' && kind === 'event' && isResource(to) ? to : undefined;
}

function logRow(subject: Subject): string[][] {
  const days = resourcesOf(subject, 'AWS::Logs::LogGroup').map(({ properties }) => properties.RetentionInDays);
  return [...Map.groupBy(days, String)]
    .sort(([a], [b]) => byText(a, b))
    .map(([kept, { length }]) => [
      `${length} log groups`,
      'CloudWatch Logs',
      kept === 'undefined' ? 'until deleted' : `${kept} days`,
      'functions, APIs, services',
      'people who look',
    ]);
}
