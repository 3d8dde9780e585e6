import { keptFor } from '../../../lambdas/streaming/kept';

function keeper(most = 10) {
  const [clock, made]: [{ now: number }, string[]] = [{ now: 0 }, []];
  const get = keptFor<string>(1_000, () => clock.now, most);
  const ask = (key: string) =>
    get(key, async () => {
      made.push(key);
      return `${key} at ${clock.now}`;
    });
  return { clock, made, get, ask };
}

it('makes a value once for all who ask within its time, and again after it', async () => {
  const { clock, made, ask } = keeper();
  expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual(['a at 0', 'a at 0', 'b at 0']);
  clock.now = 999;
  expect(await ask('a')).toBe('a at 0');
  clock.now = 1_000;
  expect(await ask('a')).toBe('a at 1000');
  expect(made).toEqual(['a', 'b', 'a']);
});

it('keeps nothing that failed', async () => {
  const { get, ask } = keeper();
  await expect(get('a', () => Promise.reject(new Error('the table is away')))).rejects.toThrow('the table is away');
  expect(await ask('a')).toBe('a at 0');
});

it('keeps as many as it may, and lets the oldest go', async () => {
  const { made, ask } = keeper(2);
  for (const key of ['a', 'b', 'c', 'c', 'b', 'a']) await ask(key);
  expect(made).toEqual(['a', 'b', 'c', 'a']);
});
