import { accountId } from '../../resource-identity';
import { type ActionMap, jsonInput, targetOperation, text } from './action-map';

const kinesisOperations = new Set([
  ...['PutRecord', 'PutRecords', 'ListShards', 'GetShardIterator', 'GetRecords'],
  ...['DescribeStream', 'DescribeStreamSummary', 'SubscribeToShard'],
]);

export const kinesis: ActionMap = {
  protocol: 'json',
  accessDenied: 'AccessDeniedException',
  operation: targetOperation,
  requirements(call, operation) {
    if (!kinesisOperations.has(operation)) return undefined;
    const { StreamARN, StreamName, ConsumerARN } = jsonInput(call);
    const resource =
      text(ConsumerARN) || text(StreamARN) || `arn:aws:kinesis:${call.region}:${accountId}:stream/${text(StreamName)}`;
    return [{ action: `kinesis:${operation}`, resource }];
  },
};

const firehoseOperations = new Set(['PutRecord', 'PutRecordBatch', 'DescribeDeliveryStream']);

export const firehose: ActionMap = {
  protocol: 'json',
  accessDenied: 'AccessDeniedException',
  operation: targetOperation,
  requirements(call, operation) {
    if (!firehoseOperations.has(operation)) return undefined;
    const name = text(jsonInput(call).DeliveryStreamName);
    const resource = `arn:aws:firehose:${call.region}:${accountId}:deliverystream/${name}`;
    return [{ action: `firehose:${operation}`, resource }];
  },
};
