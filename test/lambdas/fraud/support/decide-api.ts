import './environment';
import { createDecide, type DecideDeps } from '../../../../lambdas/fraud/decide.handler';
import type { DecidingDeps } from '../../../../lambdas/fraud/deciding';
import { createConversion } from '../../../../lambdas/fraud/domain/currency';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import type { HttpResponse } from '../../../../lambdas/shared/http';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { createMetrics } from '../../../../lambdas/shared/metrics';
import { flushMetrics } from '../../../../lambdas/shared/middleware/flush-metrics';
import { httpEvent } from '../../chat/http/support/event';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { decidingOf } from './deciding';
import { MemoryStore } from './memory-store';

/** 2023-11-14, a Tuesday, 22:13:20 UTC. */
export const NOW = 1_700_000_000_000;

/** A machine whose key has the scope. */
export const machine: Principal = { ...alice, userId: 'key:1', groups: [], scopes: ['fraud'], credential: 'api-key' };

/** What may be sent, and is approved. */
export const payment = {
  ...{ amount: 2_000, currency: 'EUR', occurredAt: new Date(NOW).toISOString() },
  ...{ account: 'account-1', card: 'tok_card', merchant: 'shop-1', device: 'phone-1', ip: '203.0.113.7' },
};

/** A store that tells how often it was asked. */
export class CountingStore extends MemoryStore {
  reads = 0;

  override read(...args: Parameters<MemoryStore['read']>) {
    this.reads += 1;
    return super.read(...args);
  }
}

interface Sent {
  /** Left out where null. */
  readonly key?: string | null;
  readonly who?: Principal;
}

/** `POST /v1/decisions` in its own pipeline, over a store in memory; each call takes a millisecond of its clock. */
export function decideApi(
  more: Partial<DecidingDeps> = {},
  store = new CountingStore(),
  others: Partial<DecideDeps> = {},
) {
  const published: Record<string, unknown>[] = [];
  const { logger, lines } = capturedLogger();
  const metrics = createMetrics('fraud', { stage: 'test', print: (line) => void published.push(JSON.parse(line)) });
  let ticks = 0;
  const decide = createDecide({
    toOwnCurrency: createConversion({ own: 'EUR', rates: { USD: 0.92 } }),
    currencies: ['EUR', 'USD'],
    totalMs: 100,
    now: () => NOW,
    deciding: decidingOf(store, more),
    metrics,
    ticks: () => ++ticks,
    onError: (error) => logger.error('The store of decisions could not be reached', error as Error),
    ...others,
  });
  const route = httpRoute(logger).use(flushMetrics(metrics)).handler(decide);

  /** @param body as JSON, or a text as it stands */
  async function send(body: unknown, { key = 'key-1', who = machine }: Sent = {}) {
    const headers: Record<string, string> = key === null ? {} : { 'Idempotency-Key': key };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const event = httpEvent({ body: text, headers, httpMethod: 'POST', resource: '/v1/decisions' }, who);
    const answer = (await invoke(route, event)) as HttpResponse;
    return { ...answer, json: JSON.parse(answer.body) as Record<string, unknown> };
  }
  return { send, store, published, lines };
}
