import { randomUUID } from 'node:crypto';
import type { ServiceCall } from '../engine';
import { invalid } from './endpoints';

/** Milliseconds that a stateful session lives; in AWS the container says. */
const lifetimeMs = 20 * 60_000;

/**
 * Stateful sessions: made by `InvokeEndpoint` alone, and named by every later call.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/stateful-sessions.html
 */
export class Sessions {
  private readonly expiry = new Map<string, number>();

  /** @returns headers of the answer that tell of a session made for this call */
  admit(call: ServiceCall, now: number): Readonly<Record<string, string>> {
    const id = call.headers['x-amzn-sagemaker-session-id'];
    if (id === undefined) return {};
    if (id === 'NEW_SESSION') {
      if (call.operation !== 'InvokeEndpoint') throw invalid('A session cannot be created by a streamed invocation.');
      return this.open(now);
    }
    if ((this.expiry.get(String(id)) ?? 0) <= now)
      throw invalid(`Session ${String(id)} does not exist or has expired.`);
    return {};
  }

  private open(now: number): Readonly<Record<string, string>> {
    const id = randomUUID();
    const expires = now + lifetimeMs;
    this.expiry.set(id, expires);
    return { 'x-amzn-sagemaker-new-session-id': `${id}; Expires=${new Date(expires).toISOString()}` };
  }
}
