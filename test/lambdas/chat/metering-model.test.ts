import fc from 'fast-check';
import { createLedgerStore } from '../../../lambdas/chat/adapters/ledger-store';
import { createQuotaStore } from '../../../lambdas/chat/adapters/quota-store';
import { createCharge } from '../../../lambdas/chat/adapters/rate-charge';
import { createRateStore } from '../../../lambdas/chat/adapters/rate-store';
import { createUsageReports } from '../../../lambdas/chat/adapters/usage-reports';
import { createAdmission } from '../../../lambdas/chat/admission';
import { type ChatConfig, defaultChatConfig } from '../../../lambdas/chat/domain/chat-config';
import { dayOf, monthOf } from '../../../lambdas/chat/domain/period';
import { WINDOW_US } from '../../../lambdas/chat/domain/token-bucket';
import {
  addRollups,
  type LedgerEntry,
  NOTHING,
  type Reservation,
  type Rollup,
} from '../../../lambdas/chat/domain/usage';
import { createMetering } from '../../../lambdas/chat/metering';
import { usageTable } from '../../../tools/invoice/usage-table';
import { type Death, Died, mortalDocument } from './support/mortal-document';
import { startUsageTable, type UsageTable } from './support/usage-table';

/**
 * The real stores on the laptop's engine, driven through whole histories: requests that are admitted, released, settled, settled
 * again, in any order, by processes that die at any call, over midnights and the ends of months.
 */
jest.setTimeout(300_000);

let table: UsageTable;
beforeAll(async () => {
  table = await startUsageTable();
});
afterAll(() => table.stop());

const limits = { requestsPerMinute: 5, tokensPerMinute: 2_200, monthlyTokens: 2_600, monthlyUsd: 1 };
const config: ChatConfig = {
  ...defaultChatConfig([
    { id: 'small', bedrockModelId: 'b', prices: { inputPerMTok: 3, outputPerMTok: 15, cachedPerMTok: 0.3 } },
  ]),
  tiers: { free: limits, paid: limits },
  orgDefault: { ...limits, requestsPerMinute: 8, tokensPerMinute: 3_200, monthlyTokens: 3_600 },
};
const readConfig = async () => config;
/** Half a minute before a month ends. */
const START = Date.UTC(2026, 10, 30, 23, 59, 30);
const END = Date.UTC(2026, 11, 2);
const users = ['ann', 'bea'] as const;

interface Message {
  readonly id: string;
  readonly userId: string;
  readonly reservation: Reservation;
  /** What it takes, which is less than what was reserved, or more. */
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number; readonly estimated: false };
}

type Lost = Pick<Reservation, 'at' | 'tokens' | 'costMicroUsd'> & Pick<Message, 'userId'>;

let worlds = 0;

/** One organisation with two users, on a table that others use too. */
class World {
  readonly org = `org-${worlds++}`;
  readonly messages: Message[] = [];
  /** Held by processes that died while they admitted: by which counters is not known, and how much at most is. */
  readonly lost: Lost[] = [];
  refusals = 0;
  #ids = 0;

  constructor() {
    table.clock.now = START;
  }

  userOf = (name: string) => `${this.org}-${name}`;

  process(death?: Death) {
    const mortal = mortalDocument(table.options.document, death);
    const options = { ...table.options, document: mortal.document };
    const rates = createRateStore(options);
    const quotas = createQuotaStore(options);
    const now = options.now;
    return {
      ...mortal,
      admission: createAdmission({
        brake: { refuse: async () => undefined },
        readConfig,
        rates,
        quotas,
        now,
        random: () => 0,
      }),
      metering: createMetering({
        ledger: createLedgerStore(options),
        rates,
        charge: createCharge(options),
        readConfig,
        now,
      }),
    };
  }

  async admit({ user, input, output, usage, death }: Asked): Promise<void> {
    const { admission } = this.process(death);
    const userId = this.userOf(user);
    const request = { principal: this.#spender(userId), model: 'small', inputTokens: input, maxOutputTokens: output };
    const at = table.clock.now;
    try {
      const verdict = await admission.admit(request);
      if (verdict.admitted) {
        const id = `m${this.#ids++}`;
        this.messages.push({ id, userId, reservation: verdict.reservation, usage });
      } else this.refusals += 1;
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      const tokens = input + output;
      const costMicroUsd = 3 * input + 15 * output;
      this.lost.push({ at, tokens, costMicroUsd, userId });
    }
  }

  /** Of the messages so far, if there are any. */
  async pick(number: number, act: (message: Message) => Promise<unknown>): Promise<void> {
    const message = this.messages[number % this.messages.length];
    if (message) await act(message);
  }

  /** Gives back what was reserved for a message that comes to nothing, unless it has come to something. */
  async release(message: Message, death?: Death): Promise<void> {
    const entered = (await this.ledger()).some(({ messageId }) => messageId === message.id);
    if (entered) return;
    this.messages.splice(this.messages.indexOf(message), 1);
    const { userId, reservation } = message;
    try {
      await this.process(death).admission.release(this.#spender(userId), reservation);
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      this.lost.push({ ...reservation, userId });
    }
  }

  /** @returns whether the process lived to the end of it */
  async settle(message: Message, death?: Death): Promise<boolean> {
    const { metering } = this.process(death);
    const { id: messageId, userId, reservation, usage } = message;
    const settlement = { spender: this.#spender(userId), messageId, model: 'small', transport: 'http' as const };
    try {
      await metering.settle({ ...settlement, reservation, figures: { usage } });
      return true;
    } catch (error) {
      if (error instanceof Died) return false;
      throw error;
    }
  }

  async ledger(): Promise<LedgerEntry[]> {
    const { counters, entries } = usageTable(table.options);
    const found: LedgerEntry[] = [];
    for (const month of [monthOf(START), monthOf(END)])
      for (const counter of await counters(this.org, month))
        for await (const entry of entries(counter)) found.push(entry);
    return found;
  }

  /** The ledger's rollups are the sums of its entries, and what is held is those and what is reserved still. */
  async check(): Promise<void> {
    const reports = createUsageReports(table.options);
    const ledger = await this.ledger();
    const entered = new Set(ledger.map(({ messageId }) => messageId));
    const owners = [...users.map((name) => ({ userId: this.userOf(name) })), { org: this.org }];
    for (const owner of owners) {
      const own = <T extends { userId: string }>(items: T[]) =>
        items.filter(({ userId }) => 'org' in owner || userId === owner.userId);
      for (const at of [START, END]) {
        const month = await reports.month(owner, at);
        const ofMonth = <T extends { at: string | number }>(items: readonly T[]) =>
          items.filter((item) => monthOf(new Date(item.at).getTime()) === monthOf(at));
        expect(month.used).toEqual(sumOf(ofMonth(own(ledger))));
        const open = own(this.messages.filter(({ id }) => !entered.has(id))).map(({ reservation }) => reservation);
        const sum = (of: 'tokens' | 'costMicroUsd', held: readonly Omit<Lost, 'userId'>[]) =>
          ofMonth(held).reduce((total, reservation) => total + reservation[of], 0);
        const { inputTokens, outputTokens, costMicroUsd } = month.used;
        const lost = own(this.lost);
        const tokens = month.heldTokens - inputTokens - outputTokens - sum('tokens', open);
        const cost = month.heldCostMicroUsd - costMicroUsd - sum('costMicroUsd', open);
        expect([tokens, cost].every((more) => more >= 0)).toBe(true);
        expect(tokens).toBeLessThanOrEqual(sum('tokens', lost));
        expect(cost).toBeLessThanOrEqual(sum('costMicroUsd', lost));
      }
      for (const at of [START, START + 60_000, END]) {
        const ofDay = own(ledger).filter((entry) => dayOf(Date.parse(entry.at)) === dayOf(at));
        expect(await reports.day(owner, at)).toEqual(sumOf(ofDay));
      }
    }
  }

  /** After every message was settled: each is in the ledger once, with what it took, and nothing else is. */
  async checkOver(): Promise<void> {
    for (const message of this.messages) while (!(await this.settle(message)));
    await this.check();
    const figures = (await this.ledger()).map((entry) => [entry.messageId, entry.inputTokens, entry.outputTokens]);
    const expected = this.messages.map(({ id, usage }) => [id, usage.inputTokens, usage.outputTokens]);
    expect(figures.toSorted()).toEqual(expected.toSorted());
    this.#checkBuckets();
  }

  /** In no stretch of time more was admitted than a bucket holds and refills in it. */
  #checkBuckets(): void {
    const owners = [
      ...users.map((name) => ({ limits, of: this.messages.filter(({ userId }) => userId === this.userOf(name)) })),
      { limits: config.orgDefault, of: this.messages },
    ];
    for (const { limits: bound, of } of owners) {
      for (const { reservation: first } of of) {
        for (const { reservation: last } of of.filter(({ reservation }) => reservation.at >= first.at)) {
          const within = of.filter(({ reservation: { at } }) => at >= first.at && at <= last.at);
          const windows = 1 + ((last.at - first.at) * 1000) / WINDOW_US;
          const net = ({ usage, reservation }: Message) =>
            Math.min(reservation.tokens, usage.inputTokens + usage.outputTokens);
          expect(within.length).toBeLessThanOrEqual(bound.requestsPerMinute * windows);
          expect(within.reduce((sum, message) => sum + net(message), 0)).toBeLessThanOrEqual(
            bound.tokensPerMinute * windows,
          );
        }
      }
    }
  }

  #spender = (userId: string) => ({ userId, org: this.org, tier: 'paid' as const });
}

const sumOf = (entries: readonly LedgerEntry[]): Rollup =>
  entries
    .map(({ inputTokens, outputTokens, cachedTokens, costMicroUsd }) => ({
      ...{ requests: 1, inputTokens, outputTokens, cachedTokens, costMicroUsd },
    }))
    .reduce(addRollups, NOTHING);

interface Asked {
  readonly user: (typeof users)[number];
  readonly input: number;
  readonly output: number;
  readonly usage: Message['usage'];
  readonly death: Death | undefined;
}

/** One step of a history; what holds always is checked after each. */
const step = (
  name: string,
  given: unknown,
  run: (world: World) => Promise<unknown>,
): fc.AsyncCommand<object, World> => ({
  check: () => true,
  toString: () => `${name} ${JSON.stringify(given)}`,
  async run(_model, world) {
    await run(world);
    await world.check();
  },
});

const death = fc.option(fc.record({ atCall: fc.integer({ min: 1, max: 8 }), afterEffect: fc.boolean() }), {
  nil: undefined,
  freq: 2,
});
const tokens = (most: number) => fc.integer({ min: 0, max: most });
const asked: fc.Arbitrary<Asked> = fc.record({
  user: fc.constantFrom(...users),
  input: tokens(600),
  output: tokens(800),
  usage: fc.record({
    inputTokens: tokens(700),
    outputTokens: tokens(900),
    estimated: fc.constant(false as const),
  }),
  death,
});
const which = fc.nat(1_000);

const admitted = fc
  .array(asked, { minLength: 1, maxLength: 4 })
  .map((all) => step('admit at once', all, (world) => Promise.all(all.map((one) => world.admit(one)))));
const settled = fc
  .array(fc.record({ which, death }), { minLength: 1, maxLength: 4 })
  .map((all) =>
    step('settle at once', all, (world) =>
      Promise.all(all.map((one) => world.pick(one.which, (message) => world.settle(message, one.death)))),
    ),
  );
const released = fc
  .record({ which, death })
  .map((one) => step('release', one, (world) => world.pick(one.which, (message) => world.release(message, one.death))));
const waited = tokens(45_000).map((ms) =>
  step('wait', ms, async () => {
    table.clock.now += ms;
  }),
);

test('nothing is lost, doubled or made: rollups are the sums of the ledger, and holds what is reserved and used', async () => {
  let [admissions, refusals, losses] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(fc.commands([admitted, settled, released, waited], { maxCommands: 14 }), async (history) => {
      const world = new World();
      await fc.asyncModelRun(() => ({ model: {}, real: world }), history);
      await world.checkOver();
      admissions += world.messages.length;
      refusals += world.refusals;
      losses += world.lost.length;
    }),
    { numRuns: 40 },
  );
  // The histories came to what they are about.
  expect(Math.min(admissions, losses, refusals)).toBeGreaterThan(0);
});

test.each([false, true])(
  'a process that dies at any call while it settles (after its effect: %s) is made up for',
  async (afterEffect) => {
    const usage = { inputTokens: 90, outputTokens: 10, estimated: false } as const;
    let [atCall, lived] = [0, false];
    while (!lived) {
      atCall += 1;
      const world = new World();
      await world.admit({ user: 'ann', input: 100, output: 400, usage, death: undefined });
      const [message] = world.messages;
      if (!message) throw new Error('not admitted');
      lived = await world.settle(message, { atCall, afterEffect });
      await world.check();
      await world.checkOver();
    }
    // The transaction, and what each bucket gets back.
    expect(atCall).toBe(4);
  },
);
