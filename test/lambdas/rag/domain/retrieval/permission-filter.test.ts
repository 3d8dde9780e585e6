import * as fc from 'fast-check';
import { type Acl, maySee, type Viewer, viewerOf } from '../../../../../lambdas/rag/domain/access';
import { permissionFilter } from '../../../../../lambdas/rag/domain/retrieval/permission-filter';
import { anyAcl, anyOrg, anyViewer } from '../../support/anyone';
import { matches } from '../../support/filter-evaluator';

const indexed = (org: string, acl: Acl) => ({ org, acl });

describe('the filter that the search engine gets', () => {
  it('lets pass exactly what the viewer may see', () => {
    const seen = { yes: 0, no: 0 };
    fc.assert(
      fc.property(anyViewer, anyOrg, anyAcl, (who, org, acl) => {
        const expected = maySee(who, org, acl);
        seen[expected ? 'yes' : 'no'] += 1;
        expect(matches(permissionFilter(who).clause, indexed(org, acl))).toBe(expected);
      }),
      { numRuns: 5_000 },
    );
    // Both answers were tried often enough to say something.
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(200);
  });

  it('routes by the organisation', () => {
    fc.assert(
      fc.property(anyViewer, (who) => {
        expect(permissionFilter(who).org).toBe(who.org);
      }),
    );
  });

  it('shows nothing to whom nothing names', () => {
    const who: Viewer = viewerOf({ ...viewer, groups: [], scopes: [] });
    const acl = { users: [], groups: [], everyone: false, classification: 0 };
    expect(matches(permissionFilter(who).clause, indexed('acme', acl))).toBe(false);
  });

  it('cannot be made of anything else', () => {
    // @ts-expect-error a plain object is no filter: only `permissionFilter` makes one
    const made: ReturnType<typeof permissionFilter> = { org: 'acme', clause: { term: { org: 'acme' } } };
    // @ts-expect-error nor does a principal do for a viewer
    permissionFilter({ userId: 'alice', org: 'acme', groups: [], clearance: 0 });
    expect(made.org).toBe('acme');
  });
});

const viewer = {
  userId: 'alice',
  org: 'acme',
  groups: ['staff'],
  clearance: 3,
  tier: 'paid',
  scopes: [],
  credential: 'jwt',
  expiresAt: 0,
} as const;
