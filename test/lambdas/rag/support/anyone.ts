import * as fc from 'fast-check';
import { type Acl, type Viewer, viewerOf } from '../../../../lambdas/rag/domain/access';
import { alice } from '../../support/principals';

export const ORGS = ['acme', 'globex'] as const;
export const USERS = ['alice', 'bob', 'carol', 'dave'] as const;
/** One name of a group is also that of a user: neither may pass for the other. */
export const GROUPS = ['staff', 'legal', 'board', 'alice'] as const;

export const anyOrg = fc.constantFrom(...ORGS);

export const anyViewer: fc.Arbitrary<Viewer> = fc
  .record({
    userId: fc.constantFrom(...USERS),
    org: anyOrg,
    groups: fc.subarray([...GROUPS]),
    clearance: fc.integer({ min: 0, max: 3 }),
  })
  .map((who) => viewerOf({ ...alice, ...who }));

export const anyAcl: fc.Arbitrary<Acl> = fc.record({
  users: fc.subarray([...USERS]),
  groups: fc.subarray([...GROUPS]),
  everyone: fc.boolean(),
  classification: fc.integer({ min: 0, max: 3 }),
});
