import { z } from 'zod';
import { headerValue } from '../headers';
import type { RestMethod } from './rest-api';
import type { RestRequest } from './rest-event';

/** Checks requests as a request validator of the template asks, before any function runs. */
export class RequestValidation {
  readonly #bodies = new Map<RestMethod, z.ZodType>();

  /** The models are the template's own JSON schemas; zod refuses at start what it cannot express. */
  constructor(methods: readonly RestMethod[]) {
    for (const method of methods) {
      if (method.bodySchema !== undefined) this.#bodies.set(method, z.fromJSONSchema(method.bodySchema));
    }
  }

  /** Names of the required parameters that the request lacks. */
  missingParameters(call: RestRequest): string[] {
    return call.match.method.requiredParameters.flatMap((parameter) => {
      const [, place, name = ''] = /^method\.request\.(\w+)\.(.+)$/.exec(parameter) ?? [];
      return parameterOf(call, place, name) ? [] : [name];
    });
  }

  acceptsBody(method: RestMethod, body: Buffer): boolean {
    const schema = this.#bodies.get(method);
    if (!schema) return true;
    try {
      return schema.safeParse(JSON.parse(body.toString('utf8'))).success;
    } catch {
      return false;
    }
  }
}

function parameterOf(
  { match, request, url }: RestRequest,
  place: string | undefined,
  name: string,
): string | undefined {
  if (place === 'path') return match.pathParameters[name];
  if (place === 'header') return headerValue(request.headers, name);
  return url.searchParams.get(name) ?? undefined;
}
