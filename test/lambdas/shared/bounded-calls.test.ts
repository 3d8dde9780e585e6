import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { InvokeEndpointWithResponseStreamCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { boundedCalls, streamingCalls } from '../../../lambdas/shared/deps';

/** Runs a test against a server that answers as told. */
async function against<T>(answer: RequestListener, test: (at: object) => Promise<T>): Promise<T> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  try {
    return await test({ region: 'us-east-1', endpoint: `http://127.0.0.1:${port}`, credentials });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const silent = () => undefined;

it('ends a call that nobody answers, after as many attempts as it may make', async () => {
  await against(silent, async (at) => {
    const client = new DynamoDBClient({ ...boundedCalls(20), ...at });
    // Counted by the client: a busy machine's server may not have seen an attempt that was given up.
    const timedOut = { name: 'TimeoutError', $metadata: { attempts: 3 } };
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject(timedOut);
  });
});

it('makes one attempt where its caller tries again', async () => {
  await against(silent, async (at) => {
    const client = new DynamoDBClient({ ...boundedCalls(20, 1), ...at });
    const timedOut = { name: 'TimeoutError', $metadata: { attempts: 1 } };
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject(timedOut);
  });
});

describe('a call whose answer streams', () => {
  const invoke = new InvokeEndpointWithResponseStreamCommand({ EndpointName: 'llm', Body: '{}' });

  it('ends when nobody answers', async () => {
    await against(silent, async (at) => {
      const client = new SageMakerRuntimeClient({ ...streamingCalls(20), ...at });
      const timedOut = { name: 'TimeoutError', $metadata: { attempts: 2 } };
      await expect(client.send(invoke)).rejects.toMatchObject(timedOut);
    });
  });

  it('ends when its answer falls silent', async () => {
    const begin: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      response.flushHeaders();
    };
    await against(begin, async (at) => {
      const client = new SageMakerRuntimeClient({ ...streamingCalls(50), ...at });
      const read = async () => {
        const { Body = [] } = await client.send(invoke);
        for await (const _ of Body);
      };
      await expect(read()).rejects.toMatchObject({ name: 'TimeoutError' });
    });
  });
});
