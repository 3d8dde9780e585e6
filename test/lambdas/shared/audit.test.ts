import { once } from 'node:events';
import * as http from 'node:http';
import * as http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import * as z from 'zod/mini';
import { type AuditSink, createAuditLog } from '../../../lambdas/shared/audit';
import { auditLog } from '../../../lambdas/shared/audit-deps';
import { type AuditEntry, auditEventSchema } from '../../../lambdas/shared/domain/audit-event';
import { capturedLogger } from '../support/captured-logger';
import { alice } from '../support/principals';

const entry: AuditEntry = {
  design: 'chat',
  action: 'answer.finished',
  outcome: 'succeeded',
  actor: alice,
  details: { outputTokens: 3 },
  text: 'what was said',
};

function logTo(sink: AuditSink, keepText = false) {
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  return { log: createAuditLog({ sink, newId: () => 'id-1', now: () => 0, keepText, onError }), errors };
}

async function written(keepText: boolean): Promise<string> {
  const lines: string[] = [];
  const { log, errors } = logTo(async ({ data }) => void lines.push(Buffer.from(data).toString()), keepText);
  await log.record(entry);
  expect(errors).toEqual([]);
  return lines.join();
}

it('writes one line of JSON in the published schema, with who it was and no more of them than that', async () => {
  const line = await written(false);
  expect(line.endsWith('\n')).toBe(true);
  const event = z.strictObject(auditEventSchema.shape).parse(JSON.parse(line));
  expect(event).toEqual({
    version: 1,
    id: 'id-1',
    time: '1970-01-01T00:00:00.000Z',
    design: 'chat',
    action: 'answer.finished',
    outcome: 'succeeded',
    actor: { userId: 'alice', org: 'acme', tier: 'paid', credential: 'jwt' },
    details: { outputTokens: 3 },
  });
});

it('keeps message text only where the stage says so', async () => {
  expect(await written(false)).not.toContain('what was said');
  expect(await written(true)).toContain('what was said');
});

it('never fails the request: a sink that fails, and an event that is none, are told of', async () => {
  const failing = logTo(async () => {
    throw new Error('no stream');
  });
  await failing.log.record(entry);
  await failing.log.record({ ...entry, action: 'Not An Action' });
  expect(failing.errors).toHaveLength(2);
});

describe('its streams, as the SDK writes to them', () => {
  interface Call {
    readonly target: string | string[] | undefined;
    readonly body: { readonly Data?: string; readonly Record?: { readonly Data: string } };
  }
  const calls: Call[] = [];
  const answer = (request: http.IncomingMessage | http2.Http2ServerRequest, respond: (body: string) => void) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      calls.push({ target: request.headers['x-amz-target'], body: JSON.parse(Buffer.concat(chunks).toString()) });
      respond('{"RecordId":"1","ShardId":"1","SequenceNumber":"1"}');
    });
  };
  // The Kinesis client speaks HTTP/2, the Firehose client HTTP/1.
  const plain = http.createServer((request, response) => answer(request, (body) => response.end(body)));
  const multiplexed = http2.createServer((request, response) => answer(request, (body) => response.end(body)));
  const sessions = new Set<http2.ServerHttp2Session>();
  multiplexed.on('session', (session) => sessions.add(session));
  const before = { ...process.env };

  beforeAll(async () => {
    for (const server of [plain, multiplexed]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    const address = (server: { address(): unknown }) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_FIREHOSE: address(plain),
      AWS_ENDPOINT_URL_KINESIS: address(multiplexed),
    });
  });
  afterAll(async () => {
    process.env = before;
    plain.closeAllConnections();
    for (const session of sessions) session.destroy();
    plain.close();
    multiplexed.close();
    await Promise.all([once(plain, 'close'), once(multiplexed, 'close')]);
  });

  it.each([
    ['firehose', 'Firehose_20150804.PutRecord', 'DeliveryStreamName'],
    ['kinesis', 'Kinesis_20131202.PutRecord', 'StreamName'],
  ] as const)('%s', async (sink, target, nameField) => {
    const { logger, lines } = capturedLogger();
    calls.length = 0;
    const env = { AUDIT_SINK: sink, AUDIT_STREAM_NAME: 'audit', AUDIT_KEEP_TEXT: false };
    await auditLog(env, logger).record(entry);
    expect(lines).toEqual([]);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ target, body: { [nameField]: 'audit' } });
    const { Data, Record: record } = calls[0]?.body ?? {};
    const line = Buffer.from(Data ?? record?.Data ?? '', 'base64').toString();
    expect(auditEventSchema.parse(JSON.parse(line))).toMatchObject({ action: 'answer.finished' });
  });
});
