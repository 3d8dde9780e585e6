import { stem } from './stem';

/** Words of which one says the contrary of the other: a text that has the one does not support a sentence with the other. */
const pairs: readonly (readonly [string, string])[] = [
  ['increase', 'decrease'],
  ['increase', 'reduce'],
  ['rise', 'fall'],
  ['allowed', 'forbidden'],
  ['allowed', 'prohibited'],
  ['permitted', 'prohibited'],
  ['permitted', 'forbidden'],
  ['mandatory', 'optional'],
  ['required', 'optional'],
  ['minimum', 'maximum'],
  ['before', 'after'],
  ['enabled', 'disabled'],
  ['include', 'exclude'],
  ['accept', 'reject'],
  ['approved', 'rejected'],
  ['higher', 'lower'],
  ['always', 'never'],
  ['paid', 'unpaid'],
  ['valid', 'invalid'],
  ['legal', 'illegal'],
  ['public', 'confidential'],
  ['open', 'closed'],
  ['win', 'lose'],
  ['buy', 'sell'],
  ['first', 'last'],
  ['full', 'empty'],
  ['internal', 'external'],
  ['success', 'failure'],
];

export const opposites: ReadonlyMap<string, readonly string[]> = pairs
  .flatMap(([a, b]) => [
    [stem(a), stem(b)],
    [stem(b), stem(a)],
  ])
  .reduce(
    (all, [from = '', to = '']) => all.set(from, [...(all.get(from) ?? []), to]),
    new Map<string, readonly string[]>(),
  );
