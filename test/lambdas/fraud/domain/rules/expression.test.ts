import fc from 'fast-check';
import { defaultRules } from '../../../../../lambdas/fraud/domain/rules/default-rules';
import { askRules, compileRules } from '../../../../../lambdas/fraud/domain/rules/evaluate';
import { ExpressionError, type Facts } from '../../../../../lambdas/fraud/domain/rules/expression';
import type { Rule } from '../../../../../lambdas/fraud/domain/rules/rule';
import { compile } from '../../support/deciding';

const facts = (changes: Partial<Facts> = {}): Facts => ({
  payment: { amount: 1_000, currency: 'EUR', country: 'DE', merchant: 'm1', hour: 23.5 },
  features: { card_count_10m: 3, amount_ratio: 2.5 },
  lists: { card: '', account: '', device: '', ip: '', merchant: '' },
  score: 0.25,
  ...changes,
});

test.each([
  ['features.card_count_10m >= 3', true],
  ['features.amount_ratio * 2 > 4 + 0.5', true],
  ['payment.amount / 2 == 500.0', true],
  ['payment.country in ["DE", "FR"] && payment.hour >= 22', true],
  ['payment.merchant.startsWith("m") ? score > 0.2 : false', true],
  ['!(lists.card == "block") && size(payment.currency) == 3', true],
  ['features.card_speed > 1 || features.card_speed <= 1', false],
])('%s is %s', (text, expected) => {
  expect(compile(text)(facts({ features: { ...facts().features, card_speed: Number.NaN } }))).toBe(expected);
});

test.each([
  ['payment.amont > 1', 'amont'],
  ['amount > 1', 'Unknown variable: amount'],
  ['features.no_such > 1', 'no_such'],
  ['payment.amount', 'of type double'],
  ['payment.amount > "1"', 'no such overload'],
  ['payment.country.matches("(a+)+$")', 'matches() may not be used'],
  ['[1, 2].exists(x, x > 1)', 'exists() may not be used'],
  ['cel.bind(x, 1, x > 0)', 'bind() may not be used'],
  ['timestamp("2020-01-01T00:00:00Z") == timestamp(0)', 'timestamp() may not be used'],
  ['{"a": 1}["a"] == 1', ''],
  ['payment["amount"] > 1', 'may not be used'],
  ['payment.amount >', ''],
  ['', ''],
  [`${'!'.repeat(400)}true`, ''],
  [Array.from({ length: 120 }, () => 'score > 0.1').join(' && '), ''],
])('%s is refused with its reason', (text, reason) => {
  const attempt = () => compile(text);
  expect(attempt).toThrow(ExpressionError);
  expect(attempt).toThrow(reason);
});

test('whatever is typed is a condition or an error that is told', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      try {
        return typeof compile(text)(facts()) === 'boolean';
      } catch (error) {
        return error instanceof ExpressionError;
      }
    }),
    { numRuns: 1_000 },
  );
});

const rule = (id: string, when: string, more: Partial<Rule> = {}): Rule => ({
  ...{ id, when, reason: id, outcome: 'review', mode: 'live' },
  ...more,
});

test('rules that hold, those that only would, and those that cannot be computed are told apart', () => {
  const rules = [
    rule('yes', 'score > 0.1'),
    rule('no', 'score > 0.9'),
    rule('quiet', 'score > 0.1', { mode: 'shadow' }),
    rule('broken', 'int(score) / 0 == 1'),
    rule('quietly-broken', 'int(score) / 0 == 1', { mode: 'shadow' }),
  ];
  const { version, ...verdict } = askRules(compileRules({ version: 7, rules }, compile), facts());
  const ids = Object.fromEntries(Object.entries(verdict).map(([kind, held]) => [kind, held.map(({ id }) => id)]));
  expect([version, ids]).toEqual([7, { live: ['yes'], shadow: ['quiet'], failed: ['broken'] }]);
});

test('the default rules can be read, and let an ordinary payment pass', () => {
  const names = ['card_count_10m', 'device_distinct_1d', 'card_speed'];
  const features = Object.fromEntries(names.map((name) => [name, 1]));
  const { live, failed } = askRules(compileRules(defaultRules, compile), facts({ features }));
  expect([live, failed]).toEqual([[], []]);
});
