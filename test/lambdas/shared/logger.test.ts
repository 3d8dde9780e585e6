import * as fc from 'fast-check';
import { newApiKey } from '../../../lambdas/shared/domain/api-key';
import { newTicket } from '../../../lambdas/shared/domain/ticket';
import { createLogger } from '../../../lambdas/shared/logger';
import { capturedLogger } from '../support/captured-logger';
import { lambdaContext } from '../support/context';

const segment = fc.stringMatching(/^[A-Za-z0-9_-]{10,60}$/);
const jwt = fc.tuple(segment, segment, segment).map(([a, b, c]) => `eyJ${a}.${b}.${c}`);
const apiKey = fc.uint8Array({ minLength: 40, maxLength: 40 }).map((random) => newApiKey(random).text);
const ticket = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(newTicket);
const credential = fc.oneof(jwt, apiKey, ticket);

it('prints no credential, wherever it stands', () => {
  fc.assert(
    fc.property(credential, fc.string(), (secret, around) => {
      const { logger, lines } = capturedLogger();
      const text = `${around} ${secret} ${around}`;
      logger.info(text, { nested: { list: [text] }, url: `wss://host/?ticket=${secret}` });
      logger.error('failed', new Error(text, { cause: new Error(text) }));
      logger.appendKeys({ attached: text });
      logger.warn('later');
      expect(lines).toHaveLength(3);
      expect(lines.join('\n')).not.toContain(secret);
    }),
  );
});

it.each([
  'authorization',
  'Authorization',
  'Sec-WebSocket-Protocol',
  'token',
  'accessToken',
  'access_token',
  'secret',
  'ticket',
  'apiKey',
  'text',
  'content',
  'messages',
  'prompt',
  'body',
  'headers',
])('prints nothing of a field named %s', (name) => {
  const { logger, lines } = capturedLogger();
  logger.info('seen', { detail: { [name]: 'what nobody should read' } });
  expect(lines.join()).not.toContain('nobody should read');
  expect(lines.join()).toContain('[redacted]');
});

it('prints ids and figures as they are', () => {
  const { logger, lines } = capturedLogger();
  logger.info('Answer finished', { conversationId: 'c1', outputTokens: 12, textLength: 7 });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    message: 'Answer finished',
    conversationId: 'c1',
    outputTokens: 12,
    textLength: 7,
  });
});

it('prints lines that Lambda passes on: level, time, service, invocation and whole errors', () => {
  const { logger, lines } = capturedLogger();
  logger.addContext(lambdaContext());
  logger.error('Not stored', new TypeError('gone', { cause: new Error('no table') }));
  logger.addContext(lambdaContext());
  logger.warn('later', { size: 5n });
  const [first, second] = lines.map((line) => JSON.parse(line));
  expect(first).toMatchObject({
    level: 'ERROR',
    message: 'Not stored',
    service: 'test',
    function_name: 'function',
    function_request_id: lambdaContext().awsRequestId,
    cold_start: true,
    error: { name: 'TypeError', message: 'gone', cause: { message: 'no table' } },
  });
  expect(new Date(first.timestamp).toISOString()).toBe(first.timestamp);
  expect(first.error.stack).toContain('logger.test');
  expect(second).toMatchObject({ level: 'WARN', cold_start: false, size: '5' });
});

it('leaves out what is below the level of the function', () => {
  const lines: string[] = [];
  const logger = createLogger('test', { level: 'WARN', print: (line) => void lines.push(line) });
  logger.info('left out');
  logger.warn('printed');
  expect(lines).toHaveLength(1);
});
