import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { HeadersPolicy } from './headers-policy';

/** A response on its way out of the edge: the behaviour's headers policy is applied when the head is written. */
export class EdgeResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  policy: HeadersPolicy | undefined;

  override writeHead(
    statusCode: number,
    reasonOrHeaders?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
    headers?: OutgoingHttpHeaders | OutgoingHttpHeader[],
  ): this {
    const given = typeof reasonOrHeaders === 'string' ? headers : reasonOrHeaders;
    if (Array.isArray(given)) throw new Error('Raw header lists are not written at the edge');
    for (const [name, value] of Object.entries(given ?? {})) if (value !== undefined) this.setHeader(name, value);
    for (const { name, value, override } of this.policy?.set ?? []) {
      if (override || !this.hasHeader(name)) this.setHeader(name, value);
    }
    for (const name of this.policy?.remove ?? []) this.removeHeader(name);
    return typeof reasonOrHeaders === 'string'
      ? super.writeHead(statusCode, reasonOrHeaders)
      : super.writeHead(statusCode);
  }
}
