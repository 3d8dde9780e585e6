import { newId } from './answer';
import { type HttpAnswer, requestTo } from './http';
import { machineKey } from './machine-key';
import type { TourContext } from './step';

/** What is asked of `POST /v1/decisions`. */
export type PaymentRequest = Readonly<Record<string, unknown>>;

/** A payment of a customer, account, device and merchant that no other has. */
export function newPayment(changes: PaymentRequest = {}): PaymentRequest {
  const id = newId().slice(0, 12);
  return {
    ...{ amount: 2_000, currency: 'EUR', occurredAt: new Date().toISOString() },
    ...{ account: `acct-${id}`, card: `card-${id}`, merchant: `shop-${id}`, device: `dev-${id}`, ip: '203.0.113.7' },
    country: 'DE',
    ...changes,
  };
}

/** Asks for a decision, as a machine with a key unless somebody is named. */
export async function decide(
  context: TourContext,
  payment: unknown,
  key: string = newId(),
  user?: string,
): Promise<HttpAnswer> {
  const { fraudUrl, signal, token } = context;
  const credential = user === undefined ? await machineKey(context, 'fraud') : token(user);
  return requestTo(fraudUrl, signal, 'POST', '/v1/decisions', credential, payment, {
    'Idempotency-Key': key,
  });
}

/** What a payment turned out to be, told by a machine. */
export async function tell(context: TourContext, feedback: unknown): Promise<HttpAnswer> {
  const { fraudUrl, signal } = context;
  return requestTo(fraudUrl, signal, 'POST', '/v1/feedback', await machineKey(context, 'fraud'), feedback);
}

/** A decision as a person looks at it. */
export const caseOf = (
  { fraudUrl, signal, token }: TourContext,
  user: string,
  decisionId: unknown,
): Promise<HttpAnswer> => requestTo(fraudUrl, signal, 'GET', `/v1/decisions/${decisionId}`, token(user));

/** A request about rules, as a person. */
export const rulesRequest = (
  { fraudUrl, signal, token }: TourContext,
  user: string,
  method: string,
  path = '',
  body?: unknown,
): Promise<HttpAnswer> => requestTo(fraudUrl, signal, method, `/v1/rules${path}`, token(user), body);

/** A request about which models decide, as a person. */
export const modelsRequest = (
  { fraudUrl, signal, token }: TourContext,
  user: string,
  method: string,
  path = '',
  body?: unknown,
): Promise<HttpAnswer> => requestTo(fraudUrl, signal, method, `/v1/models${path}`, token(user), body);

/** A request about reviews, as a person. */
export const reviewsRequest = (
  { fraudUrl, signal, token }: TourContext,
  user: string,
  method: string,
  path = '',
  body?: unknown,
): Promise<HttpAnswer> => requestTo(fraudUrl, signal, method, `/v1/reviews${path}`, token(user), body);

/** A request about allow and block lists, as a person. */
export const listsRequest = (
  { fraudUrl, signal, token }: TourContext,
  user: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<HttpAnswer> => requestTo(fraudUrl, signal, method, `/v1/lists/${path}`, token(user), body);
