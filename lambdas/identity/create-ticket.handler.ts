import { randomBytes } from 'node:crypto';
import { documentClient } from '../shared/deps';
import { newTicket, TICKET_SECONDS, type TicketResponse, ticketPk } from '../shared/domain/ticket';
import { sha256 } from '../shared/hash';
import { type HttpResponse, jsonResponse } from '../shared/http';
import { type HttpEvent, httpRoute } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createTicketStore, type TicketStore } from '../shared/stores/ticket-store';
import { createTicketEnv } from './env';

export interface CreateTicketDeps {
  readonly tickets: Pick<TicketStore, 'put'>;
  readonly random: (bytes: number) => Uint8Array;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * `POST /v1/connections/ticket`: a ticket that opens one connection within a minute, for clients that can set no header.
 * The table keeps its hash only. Answers 201 `{ ticket, expiresAt }`, the time in seconds since the epoch.
 */
export function createCreateTicket({ tickets, random, now }: CreateTicketDeps) {
  return async ({ principal }: HttpEvent): Promise<HttpResponse> => {
    const ticket = newTicket(random(32));
    const expiresAt = Math.min(Math.floor(now() / 1000) + TICKET_SECONDS, principal.expiresAt);
    await tickets.put({ pk: ticketPk(ticket, sha256), principal, expiresAt, ttl: expiresAt });
    const answer: TicketResponse = { ticket, expiresAt };
    return jsonResponse(201, answer);
  };
}

export const handler = httpRoute(createLogger('identity')).handler(
  createCreateTicket({
    tickets: createTicketStore(documentClient(), parseEnv(createTicketEnv).PLATFORM_TABLE_NAME),
    random: randomBytes,
    now: Date.now,
  }),
);
