import { PassThrough } from 'node:stream';
import { duration, Reporter, type Terminal } from '../../../../tools/local/terminal/reporter';

function terminal(isTTY: boolean) {
  const out: Terminal = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 20 });
  return { out, written: () => String((out as PassThrough).read() ?? '') };
}

test('without a terminal there is a plain line when a step begins, and one when it has ended', async () => {
  const { out, written } = terminal(false);
  const reporter = new Reporter(out);
  expect(
    await reporter.step('start', async (progress) => {
      progress('created a table');
      return 7;
    }),
  ).toBe(7);
  reporter.done(false, 'ask', 1234, 'no answer\nafter all');
  expect(written()).toMatch(/^ {2}start \.\.\.\n✓ start \(\d+ ms\)\n✗ ask \(1\.2 s\)\n {4}no answer\n {4}after all\n$/);
});

test('on a terminal the running step is rewritten in place, no wider than the screen', async () => {
  const { out, written } = terminal(true);
  await new Reporter(out, false).step('start', async (progress) => progress('created a table with a long name'));
  const [first, second, ...rest] = written().split('\r\u001b[2K').slice(1);
  expect([first, second]).toEqual(['  start', '  start: created a ']);
  expect(rest.join('')).toMatch(/✓ start/);
});

test('on a terminal a step says how long it takes already', async () => {
  jest.useFakeTimers();
  try {
    const { out, written } = terminal(true);
    const step = new Reporter(out, false).step('start', () => new Promise((resolve) => setTimeout(resolve, 2_500)));
    await jest.advanceTimersByTimeAsync(2_500);
    await step;
    expect(written().split('\r\u001b[2K').slice(1, 4)).toEqual(['  start', '  start (1 s)', '  start (2 s)']);
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});

test('a step that fails is marked, and its error goes on', async () => {
  const { out, written } = terminal(false);
  await expect(new Reporter(out).step('start', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(written()).toMatch(/✗ start/);
});

test.each([
  [0.4, '0 ms'],
  [999, '999 ms'],
  [61_000, '61.0 s'],
])('%d ms reads %s', (ms, text) => expect(duration(ms)).toBe(text));
