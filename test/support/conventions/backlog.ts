import { type Located, mentions, property, resources } from '../template';
import { isStream, reader, source, watched } from './events';
import { optedOut } from './functions';
import { finding, type Rule, stageOf } from './rule';

const mapping = (EventSourceArn: unknown) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { EventSourceArn, FunctionName: { Ref: 'Reader' } },
});

export const queuesThatWait: Rule = {
  name: 'every queue that is read has an alarm on the age of its oldest message, or says why not',
  check: (view) =>
    resources(view.stacks, 'AWS::Lambda::EventSourceMapping')
      .map((found) => source(view, found))
      .filter((queue): queue is Located => queue?.type === 'AWS::SQS::Queue')
      .filter((queue) => !watched(view, 'ApproximateAgeOfOldestMessage', queue) && !optedOut(queue, 'oldest-message'))
      .map((queue) => finding(queue, 'may wait without anyone being told')),
  broken: stageOf({ Queue: { Type: 'AWS::SQS::Queue' }, Mapping: mapping({ 'Fn::GetAtt': ['Queue', 'Arn'] }) }),
};

export const streamsThatLag: Rule = {
  name: 'every reader of a stream has an alarm on the age of what it reads',
  check: (view) =>
    resources(view.stacks, 'AWS::Lambda::EventSourceMapping')
      .filter((found) => isStream(source(view, found)))
      .filter((found) => {
        const fn = reader(view, found);
        return !fn || !watched(view, 'IteratorAge', fn);
      })
      .map((found) => finding(found, 'may lag without anyone being told')),
  broken: stageOf({ Stream: { Type: 'AWS::Kinesis::Stream' }, Mapping: mapping({ 'Fn::GetAtt': ['Stream', 'Arn'] }) }),
};

/** The metric by which each kind of API tells that it failed. */
const failures: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi': '5XXError',
  'AWS::ApiGatewayV2::Api': 'IntegrationError',
};

export const apisThatFail: Rule = {
  name: 'every API has an alarm on its failures',
  check: ({ stacks }) =>
    resources(stacks, ...Object.keys(failures))
      .filter(
        (api) =>
          !resources([api.stack], 'AWS::CloudWatch::Alarm').some(
            ({ resource }) =>
              mentions(resource.Properties, failures[api.type] ?? '') &&
              (mentions(resource.Properties, api.id) || mentions(resource.Properties, String(property(api, 'Name')))),
          ),
      )
      .map((api) => finding(api, 'fails without anyone being told')),
  broken: stageOf({ Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'dev-x' } } }),
};
