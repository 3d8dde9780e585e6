import type * as z from 'zod/mini';
import { type HttpResponse, problem } from './http';

/** Names what is wrong with a request, never what was sent. */
export function invalid({ issues: [issue] }: z.core.$ZodError): HttpResponse {
  const where = issue?.path.join('.');
  return problem(400, 'invalid_request', where ? `${where}: ${issue?.message}` : `${issue?.message}`);
}
