import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { asTold } from '../../../../../lambdas/fraud/adapters/told-items';
import { auditColumns, type Column, type ColumnType } from '../../../../../lambdas/fraud/domain/decision/audit-columns';
import { eventOf, toldOf } from '../../../../../lambdas/fraud/domain/decision/told';
import { featureNames } from '../../../../../lambdas/fraud/domain/features/features-of';
import { alice } from '../../../support/principals';
import { policy } from '../../support/policy';
import { anyPayment } from '../features/support';

const is: Readonly<Record<ColumnType, (value: unknown) => boolean>> = {
  STRING: (value) => typeof value === 'string',
  INT64: (value) => Number.isSafeInteger(value),
  DOUBLE: (value) => typeof value === 'number',
  BOOLEAN: (value) => typeof value === 'boolean',
  JSON: (value) => typeof value === 'string' && JSON.parse(value) !== undefined,
  'FLOAT32 ARRAY (BASE64)': (value) => Buffer.from(String(value), 'base64').length % 4 === 0,
};

/** Every field has a column of its type, and every column that is required its field. */
function hold(action: keyof typeof auditColumns, details: Readonly<Record<string, unknown>>): void {
  const columns = new Map(auditColumns[action].map((column) => [column.name, column]));
  for (const [name, value] of Object.entries(details)) {
    const column = columns.get(name);
    expect([name, column !== undefined && is[column.type](value)]).toEqual([name, true]);
  }
  const missing = auditColumns[action].filter(({ name, required }) => required && !(name in details));
  expect(missing.map(({ name }) => name)).toEqual([]);
}

/** What the audit is told of an item, as it is when it is written. */
function told(item: Readonly<Record<string, unknown>>) {
  const written = asTold(item);
  const { features } = item;
  const image =
    features instanceof Uint8Array ? { ...written, features: Buffer.from(features).toString('base64') } : written;
  const found = toldOf(image);
  if (!found) throw new Error('not told');
  return eventOf(found, written.digest);
}

const parts = fc.array(fc.record({ kind: fc.constantFrom('card', 'merchant'), shard: fc.nat(7), version: fc.nat() }));
const ids = fc.array(fc.constantFrom('one', 'two'));

test('every decision has the columns that are documented, and no others', () => {
  const anyDecision = fc.record({
    payment: anyPayment,
    ...{ seen: parts, counted: parts, matched: ids, shadow: ids },
    score: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    lists: fc.dictionary(fc.constantFrom('card', 'ip'), fc.constantFrom('', 'allow', 'block')),
    decidedAt: fc.integer({ min: 0, max: 4e12 }),
  });
  fc.assert(
    fc.property(anyDecision, ({ payment, score, matched, shadow, ...rest }) => {
      const scored = score !== undefined && { score, model: { version: 'm', ran: 'in-process' } };
      const body = { decisionId: 'd', decision: 'approve', ...scored, reasons: [], degraded: [] };
      const item = {
        ...{ pk: 'p', sk: 'decision', decisionId: 'd', actor: alice, payment, policy, ...rest },
        features: new Uint8Array(featureNames.length * 4),
        body: JSON.stringify({ ...body, rules: { version: 1, matched, shadow } }),
      };
      hold('decision.made', told(item).details);
    }),
  );
});

test('so has every label and every change of a list', () => {
  const label = { ...{ sk: 'label#1', actor: alice, decisionId: 'd', fraud: true, source: 'issuer' }, learnedAt: 1 };
  hold('feedback.learnt', told({ ...label, revision: 1, taught: [] }).details);
  hold('feedback.learnt', told({ ...label, revision: 2, corrects: 1, taught: [] }).details);
  const change = {
    ...{ sk: 'change#1', actor: alice, changeId: 'c', kind: 'card', value: 'v' },
    reason: 'why',
    changedAt: 1,
  };
  hold('list.changed', told({ ...change, list: '' }).details);
  hold('list.changed', told({ ...change, list: 'block', expiresAt: 2 }).details);
});

test('the document has the same columns', () => {
  const text = readFileSync(join(__dirname, '../../../../../docs/fraud-audit.md'), 'utf8');
  const row = ({ name, type, required, about }: Column) =>
    `| \`${name}\` | ${type} | ${required ? 'no' : 'yes'} | ${about} |`;
  for (const [action, columns] of Object.entries(auditColumns)) {
    const section = text.split(`## \`${action}\``)[1]?.split('\n## ')[0] ?? '';
    expect(section.split('\n').filter((line) => line.startsWith('| `'))).toEqual(columns.map(row));
  }
});
