import type { MiddlewareObj } from '@middy/core';
import { isExpired, type Principal, principalFromContext } from '../domain/principal';

/** An event after `principal` ran: who is calling stands beside the request. */
export type WithPrincipal<Event> = Event & { readonly principal: Principal };

interface AuthorizedEvent {
  readonly requestContext: { readonly authorizer?: unknown };
  principal?: Principal;
}

/**
 * Reads the principal from the authorizer's context. A credential may end while an authorizer's answer is cached or a
 * connection is open, so its end is checked at each request.
 *
 * @param now milliseconds since the epoch
 * @param expired the transport's answer to a credential that has ended
 * @throws Error when the route has no authorizer
 */
export function principal<Event extends { readonly requestContext: object }, Response>(
  now: () => number,
  expired: (event: Event) => Response,
): MiddlewareObj<WithPrincipal<Event>, Response> {
  return {
    before: ({ event }) => {
      const authorized: AuthorizedEvent = event;
      authorized.principal = principalFromContext(authorized.requestContext.authorizer);
      return isExpired(authorized.principal, now()) ? expired(event) : undefined;
    },
  };
}
