import { isTicket, newTicket, ticketPk } from '../../../lambdas/shared/domain/ticket';
import { sha256 } from '../../../lambdas/shared/hash';
import { createTicketStore } from '../../../lambdas/shared/stores/ticket-store';
import { alice } from '../support/principals';
import { type LocalTable, startTable } from '../support/table';

const ticket = newTicket(new Uint8Array(32).fill(1));
const pk = ticketPk(ticket, sha256);

it('is known by its form, and made from 32 random bytes only', () => {
  expect(isTicket(ticket)).toBe(true);
  expect(isTicket(`${ticket}x`)).toBe(false);
  expect(() => newTicket(new Uint8Array(31))).toThrow('32 random bytes');
});

describe('its store', () => {
  let table: LocalTable;
  beforeAll(async () => {
    table = await startTable(['pk']);
  });
  afterAll(() => table.close());

  it('gives a ticket to one of many who present it at the same time', async () => {
    const store = createTicketStore(table.document, table.name);
    await store.put({ pk, principal: alice, expiresAt: 160, ttl: 160 });
    const results = await Promise.all(Array.from({ length: 10 }, () => store.consume(pk, 100)));
    expect(results.filter((result) => result !== undefined)).toEqual([
      { pk, principal: alice, expiresAt: 160, ttl: 160 },
    ]);
  });

  it('gives none from the second at which it ends', async () => {
    const store = createTicketStore(table.document, table.name);
    await store.put({ pk, principal: alice, expiresAt: 160, ttl: 160 });
    expect(await store.consume(pk, 160)).toBeUndefined();
    expect(await store.consume(pk, 159)).toBeDefined();
  });

  it('fails loudly when the table does', async () => {
    await expect(createTicketStore(table.document, 'no-table').consume(pk, 0)).rejects.toThrow();
  });
});
