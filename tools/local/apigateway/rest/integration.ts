import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { GatewayFunctions } from '../gateway-functions';
import { withTimeout } from '../with-timeout';
import type { ResponseType } from './gateway-responses';
import type { RestMethod } from './rest-api';
import { isBinary } from './rest-event';

type CallableFunctions = ReturnType<GatewayFunctions['from']>;

/** Undefined when the answer went out; otherwise why API Gateway answers instead. */
export type IntegrationOutcome = { readonly response: ResponseType; readonly reason: string } | undefined;

const headerValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** What a proxy integration returns; any other property is a malformed answer, as in API Gateway. */
const proxyResult = z.strictObject({
  statusCode: z.union([z.number().int(), z.string().regex(/^\d{3}$/)]).transform(Number),
  headers: z.record(z.string(), headerValue).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(headerValue)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

export async function runBuffered(
  functions: CallableFunctions,
  method: RestMethod,
  event: unknown,
  binaryMediaTypes: readonly string[],
  response: ServerResponse,
): Promise<IntegrationOutcome> {
  const result = await withTimeout(() => functions.invoke(method.functionRef, event), method.timeoutMs);
  if (result === 'timeout') return { response: 'INTEGRATION_TIMEOUT', reason: `no answer in ${method.timeoutMs} ms` };
  if (!result.ok) return { response: 'INTEGRATION_FAILURE', reason: `${result.errorType}: ${result.errorMessage}` };
  const parsed = proxyResult.safeParse(result.payload);
  if (!parsed.success)
    return { response: 'INTEGRATION_FAILURE', reason: `malformed proxy response: ${parsed.error.message}` };
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed.data;
  const all: Record<string, string | string[]> = { ...headers, ...multiValueHeaders };
  if (!Object.keys(all).some((name) => name.toLowerCase() === 'content-type')) all['Content-Type'] = 'application/json';
  const type = Object.entries(all).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const decode = isBase64Encoded && isBinary(binaryMediaTypes, String(type));
  const bytes = Buffer.from(body ?? '', decode ? 'base64' : 'utf8');
  response.writeHead(statusCode, { ...all, 'Content-Length': bytes.length });
  response.end(bytes);
  return undefined;
}

/** Streams a function's answer with back-pressure; a client that goes away, or a timeout, ends the invocation. */
export async function runStreaming(
  functions: CallableFunctions,
  method: RestMethod,
  event: unknown,
  response: ServerResponse,
): Promise<IntegrationOutcome> {
  const ended = new AbortController();
  const abort = () => ended.abort();
  const timer = setTimeout(abort, method.timeoutMs);
  response.once('close', abort);
  try {
    const answer = await functions.invokeStreaming(method.functionRef, event, ended.signal);
    const cookies = answer.cookies.length > 0 ? { 'Set-Cookie': [...answer.cookies] } : {};
    response.writeHead(answer.statusCode, { ...answer.headers, ...cookies });
    response.flushHeaders();
    await pipeline(answer.body, response, { signal: ended.signal });
    return undefined;
  } catch (error) {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return undefined;
    }
    if (ended.signal.aborted) return { response: 'INTEGRATION_TIMEOUT', reason: `no answer in ${method.timeoutMs} ms` };
    return { response: 'INTEGRATION_FAILURE', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
    response.removeListener('close', abort);
  }
}
