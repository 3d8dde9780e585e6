import { startKinesisPoller } from '../../../../tools/local/event-sources/kinesis-poller';
import { readMapping } from '../../../../tools/local/event-sources/mapping';
import type { PollerContext } from '../../../../tools/local/event-sources/poller';

const NOW = Date.UTC(2026, 0, 2);

function start(properties: object) {
  const mapping = readMapping({
    ...{ type: 'AWS::Lambda::EventSourceMapping', ref: 'mapping', attributes: {}, stack: 'main', logicalId: 'Mapping' },
    ...{ path: 'main/Mapping', region: 'us-east-1' },
    properties: {
      ...{ EventSourceArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/events', FunctionName: 'count' },
      ...properties,
    },
  });
  return startKinesisPoller({ mapping, caller: { name: 'count' }, now: () => NOW } as PollerContext);
}

it.each([
  ['none', {}, /StartingPosition is none, and may be TRIM_HORIZON or LATEST or AT_TIMESTAMP/],
  ['one of shards', { StartingPosition: 'AT_SEQUENCE_NUMBER' }, /StartingPosition is AT_SEQUENCE_NUMBER, and may be/],
  ['a time that is not told', { StartingPosition: 'AT_TIMESTAMP' }, /StartingPositionTimestamp goes with/],
  ['a time beside another', { StartingPosition: 'LATEST', StartingPositionTimestamp: 1 }, /goes with .* AT_TIMESTAMP/],
  [
    'a time to come',
    { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: NOW / 1000 + 1 },
    /StartingPositionTimestamp is 1767312001, which is still to come/,
  ],
])('a stream is not read from a position that is %s', (_, properties, message) => {
  expect(() => start(properties)).toThrow(message);
});
