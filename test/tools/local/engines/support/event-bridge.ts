import type { ResolvedResource } from '../../../../../tools/local/types';
import { accountId, region } from '../local-services';

const queueArn = `arn:aws:sqs:${region}:${accountId}:ingest`;
const ruleArn = (name: string) => `arn:aws:events:${region}:${accountId}:rule/${name}`;

/** A queue, rules, and what lets one of them send to it. */
export const EventBridgeTest = {
  queueArn,
  ruleArn,
  rule: (name: string, properties: Readonly<Record<string, unknown>>) => ({
    type: 'AWS::Events::Rule',
    ref: name,
    attributes: { Arn: ruleArn(name) },
    properties,
  }),
  queuePolicy: (sourceArn: string): ResolvedResource => ({
    stack: 'test',
    logicalId: 'Policy',
    path: 'test/Policy',
    region,
    type: 'AWS::SQS::QueuePolicy',
    ref: 'policy',
    attributes: {},
    properties: {
      Queues: [`http://127.0.0.1/${accountId}/ingest`],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: queueArn,
            Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
          },
        ],
      },
    },
  }),
};
