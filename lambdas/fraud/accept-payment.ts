import { type HttpResponse, problem } from '../shared/http';
import { type HttpEvent, headerOf, invalid, jsonBody } from '../shared/http-route';
import { AHEAD_MS, type DecisionRequest, decisionRequest, OLDEST_MS } from './domain/api/decisions';
import { cardNumberPath } from './domain/card-number';
import type { ToOwnCurrency } from './domain/currency';

const KEY = /^[\x21-\x7e]{1,255}$/;

export interface AcceptDeps {
  readonly toOwnCurrency: ToOwnCurrency;
  /** Names of the currencies that the stage takes. */
  readonly currencies: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A request that can be decided on. */
export interface Accepted {
  readonly key: string;
  readonly request: DecisionRequest;
  readonly amount: number;
}

/** Checks everything before anything is read or counted. What is wrong is said without what was sent. */
export function acceptPayment(deps: AcceptDeps, event: HttpEvent): Accepted | HttpResponse {
  const key = headerOf(event, 'idempotency-key');
  if (key === undefined || !KEY.test(key)) {
    const how = 'must be 1 to 255 printable characters without blanks, the same whenever this payment is sent again';
    return problem(400, 'idempotency_key_required', `Idempotency-Key: ${how}`);
  }
  const body = jsonBody(event);
  const cardNumber = cardNumberPath({ 'Idempotency-Key': key, body });
  if (cardNumber !== undefined) {
    const where = cardNumber.replace(/^body\.?/, '') || 'the request';
    return problem(400, 'card_number_refused', `${where}: looks like the number of a card; send a token of it`);
  }
  const parsed = decisionRequest.safeParse(body);
  if (!parsed.success) return invalid(parsed.error);
  const request = parsed.data;
  const age = deps.now() - Date.parse(request.occurredAt);
  if (age > OLDEST_MS || age < -AHEAD_MS) {
    const bounds = `at most ${OLDEST_MS / 3_600_000} hours ago and ${AHEAD_MS / 60_000} minutes ahead`;
    return problem(400, 'clock_off', `occurredAt: must be ${bounds} of the time here, which is ${isoOf(deps.now())}`);
  }
  const amount = deps.toOwnCurrency(request.amount, request.currency);
  if (amount === undefined) {
    return problem(400, 'unknown_currency', `currency: must be one of ${deps.currencies.join(', ')}`);
  }
  return { key, request, amount };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();
