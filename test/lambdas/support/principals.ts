import * as fc from 'fast-check';
import { NEVER_EXPIRES, type Principal } from '../../../lambdas/shared/domain/principal';

export const alice: Principal = {
  userId: 'alice',
  org: 'acme',
  groups: ['staff'],
  tier: 'paid',
  clearance: 2,
  scopes: [],
  credential: 'jwt',
  expiresAt: NEVER_EXPIRES,
};

export const anyPrincipal: fc.Arbitrary<Principal> = fc.record({
  userId: fc.string({ minLength: 1 }),
  org: fc.string({ minLength: 1 }),
  groups: fc.array(fc.string()),
  tier: fc.constantFrom('free', 'paid'),
  clearance: fc.integer({ min: 0, max: 3 }),
  scopes: fc.array(fc.string()),
  credential: fc.constantFrom('jwt', 'api-key', 'ticket'),
  expiresAt: fc.integer({ min: 0, max: NEVER_EXPIRES }),
});
