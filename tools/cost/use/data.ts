import { CostError } from '../cost-error';
import type { CostedResource } from '../costed-assembly';
import { listOf, within } from '../services/service';
import { streamCharges } from './streams';
import { charged, KB_A_GB, type Pricing, type Pricings, perGb, type UseCharge } from './use-charge';
import type { UseView } from './view';

const DYNAMODB = 'Amazon DynamoDB';
const FIREHOSE = 'Amazon Data Firehose';
const S3 = 'Amazon S3';
/** Value of the tag `design` of what all designs share. */
const PLATFORM = 'platform';

const TABLES = ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'];
const replicasOf = (table: CostedResource) => listOf(table.get('Replicas'));

/** Regions in which what the design writes from a region is written: those of its widest table that has a replica there. */
function homes({ everywhere, region }: UseView): string[] {
  const places = everywhere
    .of(...TABLES)
    .map((table) => replicasOf(table).map((replica) => String(within(replica, 'Region'))))
    .filter((regions) => regions.includes(region));
  return places.reduce((widest, regions) => (regions.length > widest.length ? regions : widest), [region]);
}

/** Written once for each replica, and at the price of replicated writes as soon as there are several. */
const writes: Pricing = (view) => {
  const regions = homes(view);
  const price = regions.length > 1 ? 'dynamodb.replicatedWriteUnit' : 'dynamodb.writeUnit';
  return regions.map((region) => ({ service: DYNAMODB, price, each: 1, region }));
};

const stored: Pricing = (view) => {
  const prices = ['dynamodb.storedGbMonth', ...(isAnyBackedUp(view) ? ['dynamodb.backupGbMonth'] : [])];
  return homes(view).flatMap((region) =>
    prices.map((price) => ({ service: DYNAMODB, price, each: 1 / KB_A_GB, region })),
  );
};

const isAnyBackedUp = ({ everywhere }: UseView) => everywhere.of(...TABLES).some(isBackedUp);

const isBackedUp = (table: CostedResource): boolean =>
  [
    table.get('PointInTimeRecoverySpecification'),
    ...replicasOf(table).map((each) => within(each, 'PointInTimeRecoverySpecification')),
  ].some((backup) => within(backup, 'PointInTimeRecoveryEnabled') === true);

const deliveries = 'AWS::KinesisFirehose::DeliveryStream';
const DELIVERY = 'ExtendedS3DestinationConfiguration';

const delivered: Pricing = (view) => [
  ...perGb(FIREHOSE, 'firehose.ingestGb')(view),
  ...(view.own
    .of(deliveries)
    .some((each) => each.get(DELIVERY, 'DataFormatConversionConfiguration', 'Enabled') === true)
    ? perGb(FIREHOSE, 'firehose.convertGb')(view)
    : []),
];

/** Firehose bills a record as 5 KB. */
const DELIVERED_KB = 5;
/** An event of a KB, as GZIP leaves it. */
const KEPT_KB = 0.25;

/** The stage's delivery stream, which is of no design's, with the stream before it where there is one, and the bucket behind it. */
const audit: Pricing = (view) => {
  const others = view.stage
    .of(deliveries)
    .filter(({ design, region }) => design !== view.design && region === view.region);
  const delivery = others.find(({ design }) => design === PLATFORM) ?? others[0];
  if (!delivery)
    throw new CostError(
      `${view.design}: its workload has audit events, and ${view.region} no delivery stream for them`,
    );
  const source = view.assembly.refersTo(delivery.get('KinesisStreamSourceConfiguration', 'KinesisStreamARN'));
  return [
    { service: FIREHOSE, price: 'firehose.ingestGb', each: DELIVERED_KB / KB_A_GB },
    ...(source ? streamCharges(source, view) : []),
    ...keptFor(view.assembly.refersTo(delivery.get(DELIVERY, 'BucketARN'))),
  ];
};

const DAYS_A_MONTH = 365 / 12;

/** By the first rule of the bucket's life cycle that moves or removes everything in it. */
function keptFor(bucket: CostedResource | undefined): UseCharge[] {
  const rules = listOf(bucket?.get('LifecycleConfiguration', 'Rules'));
  const days = (found: unknown, otherwise: number) => (found === undefined ? otherwise : Number(found));
  const expires = Math.min(
    ...rules.map((rule) => days(within(rule, 'ExpirationInDays'), Number.POSITIVE_INFINITY)),
    3650,
  );
  const moves = rules.flatMap((rule) => listOf(within(rule, 'Transitions')));
  const cold = Math.min(expires, ...moves.map((move) => days(within(move, 'TransitionInDays'), expires)));
  const gbMonths = (inDays: number) => (KEPT_KB * inDays) / DAYS_A_MONTH / KB_A_GB;
  return [
    { service: S3, price: 's3.storedGbMonth', each: gbMonths(cold) },
    { service: S3, price: 's3.coldGbMonth', each: gbMonths(expires - cold) },
  ].filter(({ each }) => each > 0);
}

/** Where a design has several streams, they are taken to be alike. */
const ownStream: Pricing = (view) => {
  const [stream] = view.own.of('AWS::Kinesis::Stream');
  if (!stream)
    throw new CostError(`${view.design}: its workload puts records into a stream, and there is none in ${view.region}`);
  return streamCharges(stream, view);
};

export const data = {
  dynamodbWriteUnits: writes,
  dynamodbReadUnits: charged(DYNAMODB, 'dynamodb.readUnit'),
  dynamodbKbMonths: stored,
  sqsRequests: charged('Amazon SQS', 'sqs.request'),
  sqsFifoRequests: charged('Amazon SQS', 'sqs.fifoRequest'),
  kinesisKb: ownStream,
  firehoseKb: delivered,
  auditEvents: audit,
  s3Puts: charged(S3, 's3.put'),
  s3Gets: charged(S3, 's3.get'),
  s3KbMonths: perGb(S3, 's3.storedGbMonth'),
  s3ColdKbMonths: perGb(S3, 's3.coldGbMonth'),
} satisfies Pricings;
