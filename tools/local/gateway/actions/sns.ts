import type { ActionMap, IncomingCall } from './action-map';

export const sns: ActionMap = {
  protocol: 'query',
  accessDenied: 'AuthorizationError',
  operation: (call) => parameters(call).get('Action') ?? 'no Action',
  requirements(call, operation) {
    const form = parameters(call);
    const resource = form.get('TopicArn') ?? form.get('TargetArn') ?? '*';
    if (operation === 'Publish' || operation === 'PublishBatch') return [{ action: 'sns:Publish', resource }];
    return undefined;
  },
};

function parameters({ body }: IncomingCall): URLSearchParams {
  return new URLSearchParams(body.toString('utf8'));
}
