import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { boundedCalls } from '../../../lambdas/shared/deps';

it('ends a call that nobody answers, after as many attempts as it may make', async () => {
  const mute = createServer(() => undefined).listen(0);
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  const client = new DynamoDBClient({
    ...boundedCalls(20),
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    // The client's own count: on a busy machine an attempt may end before the server has heard of it.
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({
      name: 'TimeoutError',
      $metadata: { attempts: 3 },
    });
  } finally {
    client.destroy();
    mute.closeAllConnections();
    mute.close();
  }
});
