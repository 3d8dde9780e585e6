import type { EngineContext } from '../engines/engine';
import type { Gateway } from './gateway';

/** Sends to queues for services of AWS, with their permissions checked. */
export function sendAsService(gateway: Gateway): EngineContext['sendMessage'] {
  return async (queueArn, MessageBody, { principal, sourceArn }) => {
    const [, , , region = '', account, name] = queueArn.split(':');
    const caller = { name: principal, service: { sourceArn } };
    const input = { QueueUrl: `${gateway.endpoint}/${account}/${name}`, MessageBody };
    await gateway.call({ service: 'sqs', operation: 'SendMessage', region, caller, input });
  };
}
