import { backoff } from '../shared/backoff';
import type { Principal } from '../shared/domain/principal';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { createMetrics, type Metrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { parseEnv } from '../shared/parse-env';
import { type AppendEvents, createEventLog, eventClient } from './adapters/event-log';
import { type EventResult, type EventsResponse, eventsRequest } from './domain/api/events';
import { admitEvent } from './domain/events/admit';
import type { StreamedEvent } from './domain/events/envelope';
import { ingestEnv } from './env';

export interface IngestDeps {
  readonly append: AppendEvents;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds after which an event is too old. */
  readonly mostAgeMs: number;
  readonly metrics: Pick<Metrics, 'add'>;
}

const busy = 'The stream has no room for it at the moment; send it again with the same id';

/**
 * `POST /v1/events`: one event, or many as `events`. Of many, each is accepted or refused by itself, and the answer says which: 202 for all,
 * 207 for some, 503 where the stream took none of those that could be taken.
 */
export function createIngest(deps: IngestDeps) {
  return async (event: HttpEvent): Promise<HttpResponse> => {
    const body = jsonBody(event);
    if (!isBatch(body)) return single(await takeIn(deps, event.principal, [body]));
    const batch = eventsRequest.safeParse(body);
    if (!batch.success) return invalid(batch.error);
    const results = await takeIn(deps, event.principal, batch.data.events);
    const accepted = results.filter(({ status }) => status === 'accepted').length;
    if (accepted === 0 && results.some(({ status }) => status === 'failed')) return unavailable();
    const answer: EventsResponse = { accepted, results };
    return jsonResponse(accepted === results.length ? 202 : 207, answer);
  };
}

const isBatch = (body: unknown): boolean => typeof body === 'object' && body !== null && 'events' in body;

async function takeIn(
  { append, now, mostAgeMs, metrics }: IngestDeps,
  { org }: Principal,
  sent: readonly unknown[],
): Promise<EventResult[]> {
  const clock = { now: now(), mostAgeMs };
  const results = sent.map((one, index): EventResult & { readonly event?: StreamedEvent } => {
    const admission = admitEvent(one, clock);
    if ('event' in admission) {
      const event = { ...admission.event, org, receivedAt: clock.now };
      return { index, id: event.id, status: 'accepted', event };
    }
    return { index, ...idOf(one), status: 'refused', ...admission };
  });
  const events = results.flatMap(({ event }) => event ?? []);
  const appended = events.length > 0 ? await append(events) : [];
  const missing = new Set(events.filter((_, index) => !appended[index]));
  metrics.add('Accepted', 'Count', events.length - missing.size);
  metrics.add('Refused', 'Count', sent.length - events.length);
  metrics.add('Unavailable', 'Count', missing.size);
  return results.map(({ event, ...result }) =>
    event && missing.has(event) ? { ...result, status: 'failed', code: 'unavailable', detail: busy } : result,
  );
}

/** What was sent as an id is told back where it is a text, so that its sender finds the event. */
function idOf(sent: unknown): { readonly id?: string } {
  const id = typeof sent === 'object' && sent !== null ? Reflect.get(sent, 'id') : undefined;
  return typeof id === 'string' ? { id: id.slice(0, 128) } : {};
}

function single([result]: readonly EventResult[]): HttpResponse {
  if (result?.status === 'accepted') return jsonResponse(202, { id: result.id, status: result.status });
  if (result?.status === 'failed') return unavailable();
  return problem(400, result?.code ?? 'invalid_event', result?.detail ?? 'is no event');
}

function unavailable(): HttpResponse {
  const answer = problem(503, 'unavailable', busy);
  return { ...answer, headers: { ...answer.headers, 'retry-after': '1' } };
}

const HOUR_MS = 3_600_000;
const env = parseEnv(ingestEnv);
const logger = createLogger('streaming');
const metrics = createMetrics('streaming');

export const handler = httpRoute(logger)
  .use(flushMetrics(metrics))
  .handler(
    createIngest({
      append: createEventLog({
        client: eventClient(),
        stream: env.EVENTS_STREAM_NAME,
        pause: backoff(Math.random),
        onError: (error) => logger.error('Events could not be put into the stream', error as Error),
      }),
      now: Date.now,
      mostAgeMs: env.MOST_AGE_HOURS * HOUR_MS,
      metrics,
    }),
  );
