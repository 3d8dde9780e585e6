import * as fc from 'fast-check';
import { type Label, labelSchema } from '../../../../lambdas/streaming/domain/cascade/label';
import { measureLabels } from '../../../../tools/eval/moderation/labels/measure';
import { describeMeasures } from '../../../../tools/eval/moderation/labels/report';
import { suggestThresholds } from '../../../../tools/eval/moderation/labels/thresholds';

interface Given {
  readonly source?: Label['source'];
  readonly path: Label['path'];
  readonly before?: Label['before'];
  readonly found: 'approve' | string;
  readonly isDrawn?: boolean;
}

const labelOf = ({ source = 'review', path, before, found, isDrawn }: Given): Label =>
  labelSchema.parse({
    content: { org: 'acme', id: 'c', version: 1, author: 'u', receivedAt: 1 },
    ...{
      source,
      isDrawn: isDrawn ?? source === 'audit',
      path,
      before,
      severity: 1,
      policy: { id: 'p', version: 1, hash: 'h' },
    },
    found: {
      decision: found === 'approve' ? 'approve' : 'reject',
      ...(found !== 'approve' && { category: found }),
      by: 'ann',
      at: 2,
    },
  });

const filters = (outcome: 'approve' | 'reject' | 'escalate', detail?: string, category?: string) => ({
  ...{ tier: 1, outcome, at: 1, ...(detail && { detail }), ...(category && { category }) },
});
const classified = (likelihood: number, outcome: 'approve' | 'reject' | 'escalate' = 'escalate') => ({
  ...{
    tier: 2,
    outcome,
    at: 1,
    scores: { fraud: likelihood, danger: 0 },
    ...(outcome === 'reject' && { category: 'fraud' }),
  },
});
const rejectedBy = (tier: number) => ({ decision: 'reject', category: 'fraud', tier }) as const;

const labels = [
  labelOf({ path: [filters('escalate'), classified(0.5)], found: 'approve' }),
  labelOf({ path: [filters('escalate'), classified(0.7)], found: 'fraud' }),
  labelOf({
    source: 'appeal',
    path: [filters('reject', 'patterns words wallet', 'fraud')],
    before: rejectedBy(1),
    isDrawn: true,
    found: 'approve',
  }),
  labelOf({
    source: 'appeal',
    path: [filters('reject', 'patterns words wallet', 'fraud')],
    before: rejectedBy(1),
    found: 'fraud',
  }),
  labelOf({
    source: 'appeal',
    path: [filters('escalate'), classified(0.99, 'reject')],
    before: rejectedBy(2),
    found: 'fraud',
  }),
  labelOf({ source: 'audit', path: [filters('approve')], before: { decision: 'approve', tier: 1 }, found: 'goods' }),
  labelOf({ source: 'audit', path: [filters('approve')], before: { decision: 'approve', tier: 1 }, found: 'approve' }),
];

test('each tier is measured by what people found, and audits apart', () => {
  const measures = measureLabels(labels, 0.01);
  expect(measures.sources).toEqual({ review: 2, appeal: 3, audit: 2 });
  expect(measures.tiers).toMatchObject([
    { tier: 1, labels: 7, open: 3, rejectedRightly: { count: 1, of: 2 }, approvedWrongly: { count: 1, of: 2 } },
    { tier: 2, labels: 3, open: 2, rejectedRightly: { count: 1, of: 1 }, approvedWrongly: { of: 0 } },
  ]);
  expect(measures.auditedTiers).toMatchObject([
    { tier: 1, labels: 3, approvedWrongly: { count: 1, of: 2 }, rejectedRightly: { count: 0, of: 1 } },
  ]);
  expect(measures.categories).toMatchObject([
    { category: 'fraud', precision: { count: 2, of: 3 }, recall: { count: 2, of: 3 } },
    { category: 'goods', precision: { of: 0 }, recall: { count: 0, of: 1 } },
  ]);
  expect(measures.confusion).toContainEqual({ machines: 'approve', people: 'goods', labels: 1 });
  expect(measures.confusion.reduce((sum, cell) => sum + cell.labels, 0)).toBe(labels.length);
  expect(measures.appeals).toMatchObject([
    { tier: 1, overturned: { count: 1, of: 2 } },
    { tier: 2, overturned: { count: 0, of: 1 } },
  ]);
  expect(measures.overturnedFindings).toMatchObject([{ finding: 'words wallet', overturned: { count: 1, of: 2 } }]);
  const told = describeMeasures(measures);
  expect(told).toContain('7 labels: 2 of what machines left open, 3 of appeals, 2 of blind audits');
  expect(told).toContain('rejectFrom: too few labels with scores');
  expect(describeMeasures(measureLabels([], 0.01))).toContain('There are no audits');
});

test('thresholds are wrong for no more than the rate, and any nearer ones for more', () => {
  const scored = fc.record({ likelihood: fc.integer({ min: 0, max: 20 }), isHarm: fc.boolean() });
  fc.assert(
    fc.property(fc.array(scored, { minLength: 20, maxLength: 80 }), (all) => {
      const rate = 0.1;
      const of = (isHarm: boolean) =>
        all.filter((each) => each.isHarm === isHarm).map(({ likelihood }) => likelihood / 20);
      const { rejectFrom, approveTo } = suggestThresholds(
        all.map(({ likelihood, isHarm }) =>
          labelOf({ path: [filters('escalate'), classified(likelihood / 20)], found: isHarm ? 'fraud' : 'approve' }),
        ),
        rate,
      );
      const share = (values: readonly number[], holds: (value: number) => boolean) =>
        values.filter(holds).length / values.length;
      if (rejectFrom) {
        expect(share(of(false), (value) => value >= rejectFrom.threshold)).toBeLessThanOrEqual(rate);
        for (const lower of of(true).filter((value) => value < rejectFrom.threshold))
          expect(share(of(false), (value) => value >= lower)).toBeGreaterThan(rate);
      }
      if (approveTo) expect(share(of(true), (value) => value <= approveTo.threshold)).toBeLessThanOrEqual(rate);
      // Ten are needed to see one in ten.
      if (of(false).length < 10) expect(rejectFrom).toBeUndefined();
    }),
  );
});
