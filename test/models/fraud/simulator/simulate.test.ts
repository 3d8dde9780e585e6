import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { columns, readTransactions, writeTransactions } from '../../../../models/fraud/simulator/csv';
import { Random } from '../../../../models/fraud/simulator/random';
import { simulate } from '../../../../models/fraud/simulator/simulate';
import { dayOf, type Transactions } from '../../../../models/fraud/simulator/transactions';

const small = { seed: 7, customers: 200, terminals: 400, days: 60 } as const;
let simulated: Transactions;
let dir: string;
beforeAll(async () => {
  simulated = simulate(small);
  dir = await mkdtemp(join(tmpdir(), 'transactions-'));
});
afterAll(() => rm(dir, { recursive: true }));

const rowsWhere = (transactions: Transactions, isWanted: (row: number) => boolean) =>
  [...transactions.seconds.keys()].filter(isWanted);

describe('random numbers', () => {
  const draw = (count: number, one: () => number) => Array.from({ length: count }, one);
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('are distributed as they say', () => {
    const random = new Random(1);
    const uniform = draw(20_000, () => random.uniform());
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
    expect(meanOf(uniform)).toBeCloseTo(0.5, 1);
    const normal = draw(20_000, () => random.normal(10, 3));
    expect(meanOf(normal)).toBeCloseTo(10, 0);
    expect(Math.sqrt(meanOf(normal.map((value) => (value - 10) ** 2)))).toBeCloseTo(3, 0);
    expect(meanOf(draw(20_000, () => random.poisson(2.5)))).toBeCloseTo(2.5, 0);
  });

  it('differ by the seed alone', () => {
    const first = (seed: number) => {
      const random = new Random(seed);
      return draw(5, () => random.uniform());
    };
    expect(first(5)).toEqual(first(5));
    expect(first(5)).not.toEqual(first(6));
  });

  it('sample without repeating', () => {
    const sample = new Random(3).sample([1, 2, 3, 4, 5], 4);
    expect(new Set(sample).size).toBe(4);
    expect(new Random(3).sample([1, 2], 5).toSorted()).toEqual([1, 2]);
  });
});

describe('simulated transactions', () => {
  it('are the same for the same seed, byte for byte, and others for another', () => {
    const again = simulate(small);
    expect(again).toEqual(simulated);
    expect(simulate({ ...small, seed: 8 }).cents).not.toEqual(simulated.cents);
  });

  it('are ordered, within their days, and about as many as customers pay on average', () => {
    const { seconds, customer } = simulated;
    expect(seconds.every((second, row) => row === 0 || second >= (seconds[row - 1] ?? 0))).toBe(true);
    expect(dayOf(simulated, seconds.length - 1)).toBe(small.days - 1);
    // Two a day on average, of which 97 % fall within the day.
    const share = seconds.length / (new Set(customer).size * small.days * 2 * 0.97);
    expect(share).toBeGreaterThan(0.8);
    expect(share).toBeLessThan(1.2);
  });

  it('lie around noon', () => {
    const times = simulated.seconds.map((second) => second % 86_400);
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    expect(Math.abs(mean - 43_200)).toBeLessThan(1_000);
  });

  it('are fraud where a scenario is, and all of the first kind are above 220', () => {
    const { fraud, scenario, cents } = simulated;
    expect(fraud.every((label, row) => (label === 1) === (scenario[row] ?? 0) > 0)).toBe(true);
    expect(rowsWhere(simulated, (row) => fraud[row] === 0 && (cents[row] ?? 0) > 22_000)).toEqual([]);
    for (const kind of [1, 2, 3]) expect(scenario).toContain(kind);
    expect(rowsWhere(simulated, (row) => scenario[row] === 1).every((row) => (cents[row] ?? 0) > 22_000)).toBe(true);
  });

  it('of a compromised terminal are all fraud for 28 days, and not longer', () => {
    const one = simulate({ ...small, days: 120, customersADay: 0, terminalsADay: 1 });
    const compromised = [...new Set(rowsWhere(one, (row) => one.scenario[row] === 2).map((row) => one.terminal[row]))];
    let seen = 0;
    for (const terminal of compromised) {
      const rows = rowsWhere(one, (row) => one.terminal[row] === terminal);
      const days = rows.filter((row) => one.scenario[row] === 2).map((row) => dayOf(one, row));
      const [first = 0, last = 0] = [days[0], days.at(-1)];
      if (last - first >= 28) continue; // drawn a second time
      seen += 1;
      expect(rows.every((row) => one.fraud[row] === 1 || dayOf(one, row) < first || dayOf(one, row) > last)).toBe(true);
    }
    expect(seen).toBeGreaterThan(10);
  });

  it('of a leaked card are of five times the amount, a third of those of 14 days', () => {
    const without = simulate({ ...small, terminalsADay: 0, customersADay: 0 });
    const leaked = simulate({ ...small, terminalsADay: 0, customersADay: 1 });
    const rows = rowsWhere(leaked, (row) => leaked.scenario[row] === 3);
    const factors = rows.map((row) => (leaked.cents[row] ?? 0) / (without.cents[row] ?? 1));
    // A card may leak twice.
    expect(factors.every((factor) => [5, 25, 125].includes(Math.round(factor)))).toBe(true);
    const third = (new Set(leaked.customer).size * small.days * 2 * 14) / (small.customers * 3);
    expect(rows.length / third).toBeGreaterThan(0.5);
    expect(rows.length / third).toBeLessThan(1.5);
  });
});

describe('a file', () => {
  const header = columns.join(',');
  const good = '0,2018-04-01 00:00:31,596,3156,57.16,31,0,0,0';
  const read = async (text: string) => {
    const file = join(dir, 'given.csv');
    await writeFile(file, text);
    return readTransactions(file);
  };

  it('is read as it was written', async () => {
    const file = join(dir, 'all.csv');
    await writeTransactions(file, simulated);
    const { customers, terminals, customer, terminal, ...rest } = await readTransactions(file);
    const { customers: names, terminals: places, customer: who, terminal: where, ...others } = simulated;
    expect(rest).toEqual(others);
    expect(Array.from(customer, (index) => customers[index])).toEqual(Array.from(who, (index) => names[index]));
    expect(Array.from(terminal, (index) => terminals[index])).toEqual(Array.from(where, (index) => places[index]));
    expect((await readFile(file, 'utf8')).split('\n', 1)).toEqual([header]);
  });

  it('may come unordered, with a byte order mark and lines that end as on Windows', async () => {
    const later = '1,2018-04-02T00:00:01,a b,3,5,86401,1,1,2';
    const { seconds, cents, customers, fraud, ids } = await read(`\uFEFF${header}\r\n${later}\r\n${good}\r\n`);
    expect([[...seconds], [...cents], customers, [...fraud], [...ids]]).toEqual([
      [31, 86_401],
      [5_716, 500],
      ['a b', '596'],
      [0, 1],
      [0, 1],
    ]);
  });

  it.each([
    ['', 'holds no transaction'],
    [`${header}\n`, 'holds no transaction'],
    [`A,B\n${good}`, ':1: the columns are "A,B" and should be TRANSACTION_ID,'],
    [`${header}\n${good},9`, ':2: 10 columns instead of 9'],
    [`${header}\n${good}\n1,yesterday,1,1,5,40,0,0,0`, ':3: TX_DATETIME "yesterday" is no time like'],
    [`${header}\n${good}\n1,2018-04-01 00:00:40,1,1,-5,40,0,0,0`, ':3: TX_AMOUNT "-5" is no amount like 57.16'],
    [`${header}\n${good}\n1,2018-04-01 00:00:40,1,1,5,40,0,2,0`, ':3: TX_FRAUD "2" is no whole number from 0 to 1'],
    [`${header}\n${good}\n1,2018-04-01 00:00:40,,1,5,40,0,0,0`, ':3: CUSTOMER_ID is empty'],
    [`${header}\n${good}\n1,2018-04-01 00:00:40,1,1,5,41,0,0,0`, ':3: TX_TIME_SECONDS 41 does not count from'],
    [`${header}\n${good}\n1,2018-04-01 00:00:40,1,1,5,40,3,0,0`, ':3: TX_TIME_DAYS is 3 where'],
  ])('that is wrong is refused with the line (%#)', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('that is not there is said to be', async () => {
    await expect(readTransactions(join(dir, 'none.csv'))).rejects.toThrow('none.csv: is not there');
  });
});
