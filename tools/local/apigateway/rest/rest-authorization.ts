import { type Authorization, askAuthorizer, authorizerContext } from '../authorization';
import { executeApiArn, type GatewayContext } from '../gateway-context';
import { headerValue } from '../headers';
import type { ResponseType } from './gateway-responses';
import type { RestAuthorizer } from './rest-api';
import { authorizerEvent, type RestRequest } from './rest-event';

export type RestAuthorizationResult =
  | { readonly allowed: true; readonly context: Readonly<Record<string, unknown>> }
  | { readonly allowed: false; readonly response: ResponseType; readonly message?: string };

/** Asks REQUEST authorizers and remembers their policies by identity source, as API Gateway does. */
export class RestAuthorization {
  readonly #cache = new Map<string, { authorization: Authorization; expiresAt: number }>();

  constructor(private readonly deps: GatewayContext) {}

  async authorize(call: RestRequest, authorizer: RestAuthorizer): Promise<RestAuthorizationResult> {
    const identity = authorizer.identitySources.map((source) => identityValue(source, call));
    if (identity.some((value) => value === undefined || value === ''))
      return { allowed: false, response: 'UNAUTHORIZED' };
    const arn = methodArn(call);
    const started = this.deps.now();
    const cacheKey =
      authorizer.cacheSeconds > 0 && identity.length > 0 ? JSON.stringify([authorizer.id, ...identity]) : undefined;
    let authorization = cacheKey === undefined ? undefined : this.#cached(cacheKey);
    if (!authorization) {
      const answer = await askAuthorizer(
        this.deps.functions.from(executeApiArn(call.api, this.deps.accountId, `authorizers/${authorizer.id}`)),
        authorizer.functionRef,
        authorizerEvent(call, arn),
      );
      if (answer.kind === 'unauthorized') return { allowed: false, response: 'UNAUTHORIZED' };
      if (answer.kind === 'failed') {
        this.deps.report(`${call.api.name} authorizer: ${answer.reason}`);
        return { allowed: false, response: 'AUTHORIZER_CONFIGURATION_ERROR' };
      }
      authorization = answer.authorization;
      if (cacheKey !== undefined) {
        this.#cache.set(cacheKey, { authorization, expiresAt: this.deps.now() + authorizer.cacheSeconds * 1000 });
      }
    }
    const decision = this.deps.evaluatePolicy(authorization.policyDocument, 'execute-api:Invoke', arn);
    if (decision === 'allowed')
      return { allowed: true, context: authorizerContext(authorization, this.deps.now() - started) };
    const explicit = decision === 'explicitDeny' ? ' with an explicit deny' : '';
    return {
      allowed: false,
      response: 'ACCESS_DENIED',
      message: `User is not authorized to access this resource${explicit}`,
    };
  }

  /** Forgets every policy, as a new deployment of the stage does. */
  flush(): void {
    this.#cache.clear();
  }

  #cached(key: string): Authorization | undefined {
    const entry = this.#cache.get(key);
    if (entry && entry.expiresAt > this.deps.now()) return entry.authorization;
    this.#cache.delete(key);
    return undefined;
  }
}

function methodArn({ api, accountId, request, path }: RestRequest): string {
  return executeApiArn(api, accountId, `${api.stageName}/${request.method}${path}`);
}

function identityValue(source: string, call: RestRequest): string | undefined {
  const [, place, name = ''] = /^method\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (place === 'header') return headerValue(call.request.headers, name);
  if (place === 'querystring') return call.url.searchParams.get(name) ?? undefined;
  throw new Error(`Identity source ${source} is not served`);
}
