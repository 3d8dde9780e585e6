import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { cellOf } from '../../../../../lambdas/fraud/domain/decision/told-place';
import { Account, type Entry } from '../../../../../lambdas/fraud/domain/reconcile/account';
import { compare } from '../../../../../lambdas/fraud/domain/reconcile/findings';

const entryOf = (number: number): Entry => ({
  id: `d_${number}`,
  digest: createHash('sha256').update(String(number)).digest('base64url').slice(0, 22),
});
const entries = fc.uniqueArray(fc.nat(), { maxLength: 60 }).map((numbers) => numbers.map(entryOf));

const accountOf = (all: readonly Entry[]) => {
  const account = new Account();
  for (const entry of all) account.add(entry);
  return account;
};

test('accounts of the same are the same in any order, and of what differs name the cells of all that does', () => {
  const change = fc.record({ at: fc.nat(), kind: fc.constantFrom('lost', 'doubled', 'changed') });
  fc.assert(
    fc.property(entries, fc.array(change, { maxLength: 5 }), (all, changes) => {
      expect(accountOf(all).differing(accountOf(all.toReversed()))).toEqual([]);
      const audited = new Map(all.map((entry) => [entry.id, [entry]]));
      for (const { at, kind } of changes) {
        const entry = all[at % Math.max(1, all.length)];
        if (!entry) continue;
        if (kind === 'lost') audited.set(entry.id, []);
        if (kind === 'doubled') audited.set(entry.id, [entry, entry]);
        if (kind === 'changed') audited.set(entry.id, [{ ...entry, digest: entryOf(-1).digest }]);
      }
      const told = [...audited.values()].flat();
      const findings = compare(all, told);
      const cells = new Set(accountOf(all).differing(accountOf(told)));
      const wrong = all.filter(({ id, digest }) => {
        const copies = audited.get(id) ?? [];
        return copies.length !== 1 || copies[0]?.digest !== digest;
      });
      expect(new Set(findings.map((finding) => 'id' in finding && finding.id))).toEqual(
        new Set(wrong.map(({ id }) => id)),
      );
      expect(cells).toEqual(new Set(wrong.map(({ id }) => cellOf(id))));
    }),
  );
});
