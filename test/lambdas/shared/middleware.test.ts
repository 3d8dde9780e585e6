import middy from '@middy/core';
import { principalToContext } from '../../../lambdas/shared/domain/principal';
import { createMetrics } from '../../../lambdas/shared/metrics';
import { errorResponse } from '../../../lambdas/shared/middleware/error-response';
import { flushMetrics } from '../../../lambdas/shared/middleware/flush-metrics';
import { logContext } from '../../../lambdas/shared/middleware/log-context';
import { principal, type WithPrincipal } from '../../../lambdas/shared/middleware/principal';
import { capturedLogger } from '../support/captured-logger';
import { invoke } from '../support/context';
import { alice } from '../support/principals';

interface Event {
  readonly requestContext: { readonly requestId?: string; readonly authorizer?: unknown };
}

describe('principal', () => {
  const pipeline = (nowSeconds: number) =>
    middy<Event, unknown>()
      .use(
        principal<Event, unknown>(
          () => nowSeconds * 1000,
          () => 'expired',
        ),
      )
      .handler(async (event: WithPrincipal<Event>) => event.principal);
  const authorized = { requestContext: { authorizer: principalToContext({ ...alice, expiresAt: 100 }) } };

  it('hands the handler who is calling', async () => {
    expect(await invoke(pipeline(99), authorized)).toEqual({ ...alice, expiresAt: 100 });
  });

  it('refuses a credential that ended since the authorizer saw it', async () => {
    expect(await invoke(pipeline(100), authorized)).toBe('expired');
  });

  it('takes a route without an authorizer for the fault it is', async () => {
    await expect(invoke(pipeline(0), { requestContext: {} })).rejects.toThrow('No principal');
  });
});

describe('errorResponse', () => {
  it('answers with no more than that it failed, and logs why', async () => {
    const { logger, lines } = capturedLogger();
    const pipeline = middy<Event, unknown>()
      .use(errorResponse(logger, () => ({ statusCode: 500 })))
      .handler(async () => {
        throw new Error('the table is gone');
      });
    expect(await invoke(pipeline, { requestContext: {} })).toEqual({ statusCode: 500 });
    expect(lines.join()).toContain('the table is gone');
  });
});

describe('logContext', () => {
  it('marks lines with the ids of their own invocation and of no other', async () => {
    const { logger, lines } = capturedLogger();
    const pipeline = middy<Event, void>()
      .use(logContext(logger))
      .handler(async () => {
        logger.info('line');
        logger.appendKeys({ conversationId: 'c1' });
      });
    await invoke(pipeline, { requestContext: { requestId: 'r1', authorizer: principalToContext(alice) } });
    await invoke(pipeline, { requestContext: { requestId: 'r2' } });
    const [first, second] = lines.map((line) => JSON.parse(line));
    expect(first).toMatchObject({ requestId: 'r1', userId: 'alice' });
    expect(second).toMatchObject({ requestId: 'r2' });
    expect(second).not.toHaveProperty('userId');
    expect(second).not.toHaveProperty('conversationId');
  });
});

describe('flushMetrics', () => {
  it.each([
    ['succeeds', async () => undefined],
    ['fails', async () => Promise.reject(new Error('no'))],
  ])('writes the metrics of an invocation that %s', async (_how, work) => {
    const printed: string[] = [];
    const metrics = createMetrics('chat', { stage: 'test', print: (line) => void printed.push(line) });
    const pipeline = middy<Event, unknown>()
      .use(flushMetrics(metrics))
      .handler(async () => {
        metrics.add('Answers', 'Count', 1);
        return work();
      });
    await invoke(pipeline, { requestContext: {} }).catch(() => undefined);
    const [entry] = printed.map((line) => JSON.parse(line));
    expect(entry).toMatchObject({ Answers: 1, service: 'chat', stage: 'test' });
    const [directive] = entry._aws.CloudWatchMetrics;
    expect(directive.Namespace).toBe('Blueprint/Chat');
    expect(directive.Dimensions.map((names: string[]) => names.sort())).toEqual([['service', 'stage']]);
    metrics.publish();
    expect(printed).toHaveLength(1);
  });
});

describe('metrics', () => {
  it('begin another document where one would have more than CloudWatch takes', () => {
    const printed: string[] = [];
    const metrics = createMetrics('chat', { stage: 'test', print: (line) => void printed.push(line) });
    metrics.addMetadata({ model: 'small' });
    for (let value = 0; value < 250; value += 1) metrics.add('Answers', 'Count', value);
    for (let name = 0; name < 120; name += 1) metrics.add(`Metric${name}`, 'Count', 1);
    metrics.publish();
    const documents = printed.map((line) => JSON.parse(line));
    expect(documents.flatMap(({ Answers }) => Answers ?? [])).toEqual(Array.from({ length: 250 }, (_, value) => value));
    for (const { _aws, Answers = [], model } of documents) {
      expect([Answers].flat().length).toBeLessThanOrEqual(100);
      expect(_aws.CloudWatchMetrics[0].Metrics.length).toBeLessThanOrEqual(100);
      expect(model).toBe('small');
    }
    expect(documents.flatMap(({ _aws }) => _aws.CloudWatchMetrics[0].Metrics)).toHaveLength(3 + 120);
  });
});
