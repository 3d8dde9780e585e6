import { type ApiGatewayManagementApiClient, GoneException } from '@aws-sdk/client-apigatewaymanagementapi';
import { createFrameSink } from '../../../../lambdas/shared/sinks/frame-sink';

const sinkThat = (send: (command: { input: unknown }) => Promise<unknown>) =>
  createFrameSink({ send } as unknown as ApiGatewayManagementApiClient);

test('posts the frame as JSON', async () => {
  const inputs: unknown[] = [];
  const sink = sinkThat(async ({ input }) => inputs.push(input));
  expect(await sink('conn-1', { type: 'pong' })).toBe('sent');
  expect(inputs).toEqual([{ ConnectionId: 'conn-1', Data: '{"type":"pong"}' }]);
});

test('tells that a connection is gone, and throws what else went wrong', async () => {
  const gone = new GoneException({ message: 'gone', $metadata: {} });
  expect(await sinkThat(() => Promise.reject(gone))('c', { type: 'pong' })).toBe('gone');
  await expect(sinkThat(() => Promise.reject(new Error('denied')))('c', { type: 'pong' })).rejects.toThrow('denied');
});
