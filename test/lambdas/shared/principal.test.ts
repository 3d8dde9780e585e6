import * as fc from 'fast-check';
import { isExpired, principalFromContext, principalToContext } from '../../../lambdas/shared/domain/principal';
import { alice, anyPrincipal } from '../support/principals';

it('comes out of an authorizer context as it went in, through strings only', () => {
  fc.assert(
    fc.property(anyPrincipal, (principal) => {
      const context = principalToContext(principal);
      expect(Object.values(context).every((value) => typeof value === 'string')).toBe(true);
      expect(principalFromContext({ ...context, principalId: 'x', integrationLatency: 1 })).toEqual(principal);
    }),
  );
});

it.each([
  ['no context', undefined],
  ['no organisation', { ...principalToContext(alice), org: '' }],
  ['groups that are no list', { ...principalToContext(alice), groups: 'staff' }],
  ['a clearance above the highest', { ...principalToContext(alice), clearance: '4' }],
  ['an expiry that is no number', { ...principalToContext(alice), expiresAt: 'soon' }],
])('refuses %s', (_what, context) => {
  expect(() => principalFromContext(context)).toThrow('No principal in the request');
});

it('ends at the second of its expiry', () => {
  const principal = { ...alice, expiresAt: 1_000 };
  expect(isExpired(principal, 999_999)).toBe(false);
  expect(isExpired(principal, 1_000_000)).toBe(true);
});
