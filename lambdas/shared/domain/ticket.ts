import * as z from 'zod/mini';
import type { Sha256 } from './api-key';
import { principalSchema } from './principal';

/** Seconds for which a connection ticket can be used, once. */
export const TICKET_SECONDS = 60;

/** What the platform's table holds for a ticket, at partition key `TICKET#<sha256 of the ticket>`. */
export const ticketItemSchema = z.object({
  pk: z.string(),
  /** Who asked for the ticket, with the credential used to ask. */
  principal: principalSchema,
  /** Seconds since the epoch. */
  expiresAt: z.int(),
  /** Seconds since the epoch at which the table may forget it. */
  ttl: z.int(),
});
export type TicketItem = z.infer<typeof ticketItemSchema>;

/** `POST /v1/connections/ticket`. */
export const ticketResponse = z.object({
  ticket: z.string(),
  /** Seconds since the epoch. */
  expiresAt: z.int(),
});
export type TicketResponse = z.infer<typeof ticketResponse>;

/** @param random 32 bytes from a cryptographic source */
export function newTicket(random: Uint8Array): string {
  if (random.length !== 32) throw new Error(`A ticket is made from 32 random bytes, not ${random.length}`);
  return `tkt_${Buffer.from(random).toString('base64url')}`;
}

export const isTicket = (text: string): boolean => /^tkt_[A-Za-z0-9_-]{43}$/.test(text);

export const ticketPk = (ticket: string, sha256: Sha256): string => `TICKET#${sha256(ticket)}`;
