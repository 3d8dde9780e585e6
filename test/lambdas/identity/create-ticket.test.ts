import '../chat/support/environment';
import { createCreateTicket } from '../../../lambdas/identity/create-ticket.handler';
import { type TicketItem, ticketPk } from '../../../lambdas/shared/domain/ticket';
import { sha256 } from '../../../lambdas/shared/hash';
import { httpRoute } from '../../../lambdas/shared/http-route';
import { httpEvent } from '../chat/http/support/event';
import { capturedLogger } from '../support/captured-logger';
import { invoke } from '../support/context';
import { alice } from '../support/principals';

const now = Date.UTC(2026, 0, 1);

async function request(options: { readonly principal?: typeof alice; readonly fails?: boolean } = {}) {
  const stored: TicketItem[] = [];
  const { logger, lines } = capturedLogger();
  const put = async (item: TicketItem) => {
    if (options.fails) throw new Error('the table is gone');
    stored.push(item);
  };
  const random = (bytes: number) => new Uint8Array(bytes).fill(3);
  const handler = httpRoute(logger).handler(createCreateTicket({ tickets: { put }, random, now: () => now }));
  const response = (await invoke(handler, httpEvent({}, options.principal))) as { statusCode: number; body: string };
  return { ...response, answer: JSON.parse(response.body), stored, lines };
}

it('gives a ticket for a minute and keeps no more than its hash', async () => {
  const { statusCode, answer, stored, body } = await request();
  expect(statusCode).toBe(201);
  expect(answer).toEqual({ ticket: expect.stringMatching(/^tkt_/), expiresAt: now / 1000 + 60 });
  const expiresAt = now / 1000 + 60;
  expect(stored).toEqual([{ pk: ticketPk(answer.ticket, sha256), principal: alice, expiresAt, ttl: expiresAt }]);
  expect(JSON.stringify(stored)).not.toContain(answer.ticket);
  expect(body).not.toContain('TICKET#');
});

it('gives none that outlives the credential', async () => {
  const expiresAt = now / 1000 + 10;
  jest.useFakeTimers({ now });
  try {
    expect((await request({ principal: { ...alice, expiresAt } })).answer).toMatchObject({ expiresAt });
  } finally {
    jest.useRealTimers();
  }
});

it('answers a fault with problem details that say nothing of it', async () => {
  const { statusCode, answer, lines } = await request({ fails: true });
  expect(statusCode).toBe(500);
  expect(answer).toEqual({
    type: 'about:blank',
    title: 'Internal Server Error',
    status: 500,
    detail: 'Something went wrong here; try again',
    code: 'internal_error',
  });
  expect(lines.join()).toContain('the table is gone');
});
