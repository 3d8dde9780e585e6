import type { CostedResource } from '../costed-assembly';
import { isOnDemand } from '../services/kinesis';
import { HOURS } from '../services/service';
import { KB_A_GB, type UseCharge } from './use-charge';
import type { UseView } from './view';

const KINESIS = 'Amazon Kinesis Data Streams';

/** A day is kept at no further price. */
const INCLUDED_HOURS = 24;

/** What a KB put into a stream is billed as, read by all who read it in the template. */
export const streamCharges = (stream: CostedResource, view: UseView): UseCharge[] =>
  isOnDemand(stream) ? onDemand(stream, view) : provisioned(stream, view);

function onDemand(stream: CostedResource, view: UseView): UseCharge[] {
  const { shared, own } = readersOf(stream, view);
  const kept = Math.max(0, Number(stream.get('RetentionPeriodHours') ?? INCLUDED_HOURS) - INCLUDED_HOURS) / HOURS;
  const perGb = (price: string, times: number) => ({ service: KINESIS, price, each: times / KB_A_GB });
  return [
    perGb('kinesis.ingestGb', 1),
    perGb('kinesis.retrieveGb', shared),
    perGb('kinesis.fanOutGb.onDemand', own),
    perGb('kinesis.extendedGbMonth', kept),
  ].filter(({ each }) => each > 0);
}

/** Reading a provisioned stream together costs nothing. A record of up to 25 KB is one unit; each is taken to be of one KB. */
function provisioned(stream: CostedResource, view: UseView): UseCharge[] {
  const { own } = readersOf(stream, view);
  return [
    { service: KINESIS, price: 'kinesis.putUnit', each: 1 },
    { service: KINESIS, price: 'kinesis.fanOutGb.provisioned', each: own / KB_A_GB },
  ].filter(({ each }) => each > 0);
}

/** Who reads a stream: together with others, or as a consumer of its own. */
function readersOf(stream: CostedResource, { stage, assembly }: UseView) {
  const isOf = (value: unknown) => assembly.refersTo(value) === stream;
  const mappings = stage.of('AWS::Lambda::EventSourceMapping').filter((each) => isOf(each.get('EventSourceArn')));
  const deliveries = stage
    .of('AWS::KinesisFirehose::DeliveryStream')
    .filter((each) => isOf(each.get('KinesisStreamSourceConfiguration', 'KinesisStreamARN')));
  const own = stage.of('AWS::Kinesis::StreamConsumer').filter((each) => isOf(each.get('StreamARN')));
  return { shared: mappings.length + deliveries.length, own: own.length };
}
