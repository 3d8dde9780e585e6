import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { createMetrics, type Metrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { parseEnv } from '../shared/parse-env';
import { type AcceptDeps, acceptPayment } from './accept-payment';
import { decisionIdOf, requestHashOf } from './adapters/decision-items';
import { decidingDeps } from './decide-deps';
import { createDeciding, type DecidingDeps } from './deciding';
import { mayDecide } from './domain/access';
import { type Stopwatch, serverTiming, stopwatch } from './domain/decision/timings';
import { decideEnv } from './env';

export interface DecideDeps extends AcceptDeps {
  readonly deciding: DecidingDeps;
  /** Told why the store could not be reached. */
  readonly onError: (error: unknown) => void;
  /** Milliseconds within which a decision is to be made. */
  readonly totalMs: number;
  readonly metrics: Pick<Metrics, 'add'>;
  /** Milliseconds on a clock that never goes back. */
  readonly ticks: () => number;
}

/** `POST /v1/decisions`: 200 with the decision; the same for the same key and body, 422 for another body. */
async function decide(deps: DecideDeps, event: HttpEvent): Promise<HttpResponse> {
  const watch = stopwatch(deps.ticks);
  if (!mayDecide(event.principal)) {
    return problem(
      403,
      'forbidden',
      'Decisions are for API keys with the scope fraud, and for people of the group risk',
    );
  }
  const question = acceptPayment(deps, event);
  if ('statusCode' in question) return question;
  const { principal } = event;
  const { key, request, amount } = question;
  const [decisionId, requestHash] = [decisionIdOf(principal.org, key), requestHashOf(request)];
  const answer = await createDeciding(deps.deciding)({ principal, decisionId, requestHash, request, amount }, watch);
  if (answer.kind === 'contended') return later('contended', 'Too many payments of the same card at once');
  if (answer.kind === 'unavailable') {
    deps.onError(answer.error);
    return later('unavailable', 'The decision could not be read or written in time');
  }
  if (answer.kind === 'decided') count(deps, watch, answer.record.response);
  else if (answer.decision.requestHash !== requestHash) {
    return problem(422, 'idempotency_key_reused', 'Idempotency-Key: was used for another payment; take a new key');
  }
  const { body } = answer.kind === 'decided' ? answer.record : answer.decision;
  return decided(body, watch, answer.kind === 'known');
}

/** Nothing was counted, or all of it: the same key tells which. */
function later(code: string, why: string): HttpResponse {
  const busy = problem(503, code, `${why}; try again with the same key`);
  return { ...busy, headers: { ...busy.headers, 'retry-after': '1' } };
}

function decided(body: string, watch: Stopwatch, isReplay: boolean): HttpResponse {
  const headers = {
    'server-timing': serverTiming(watch.timings, watch.total()),
    'idempotent-replayed': String(isReplay),
  };
  return { ...jsonResponse(200, undefined, headers), body };
}

function count({ metrics, totalMs }: DecideDeps, watch: Stopwatch, { decision, degraded }: Counted): void {
  const total = watch.total();
  metrics.add('DecisionTime', 'Milliseconds', total);
  metrics.add('Late', 'Count', total > totalMs ? 1 : 0);
  metrics.add('Degraded', 'Count', degraded.length > 0 ? 1 : 0);
  for (const outcome of ['approve', 'review', 'decline'] as const)
    metrics.add(`${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}`, 'Count', decision === outcome ? 1 : 0);
}
type Counted = { readonly decision: string; readonly degraded: readonly unknown[] };

export function createDecide(deps: DecideDeps) {
  return (event: HttpEvent): Promise<HttpResponse> => decide(deps, event);
}

const env = parseEnv(decideEnv);
const logger = createLogger('fraud');
const metrics = createMetrics('fraud');

export const handler = httpRoute(logger)
  .use(flushMetrics(metrics))
  .handler(createDecide({ ...decidingDeps(env, logger, metrics), metrics, ticks: () => performance.now() }));
