import { handler } from '../../../lambdas/identity/add-claims.handler';
import { principalOfClaims } from '../../../lambdas/identity/domain/claims';
import { invoke } from '../support/context';

async function claims(userAttributes: Record<string, string>, groups?: string[]) {
  const event = {
    version: '2',
    triggerSource: 'TokenGeneration_Authentication',
    request: { userAttributes, groupConfiguration: { groupsToOverride: groups }, scopes: [] },
    response: { claimsAndScopeOverrideDetails: null },
  };
  const answered = (await invoke(handler, event)) as {
    request: object;
    response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: object } } };
  };
  expect(answered.request).toEqual(event.request);
  return answered.response.claimsAndScopeOverrideDetails.accessTokenGeneration.claimsToAddOrOverride;
}

it('puts organisation, groups, tier and clearance into the access token', async () => {
  const attributes = { sub: 's', 'custom:org': 'acme', 'custom:tier': 'paid', 'custom:clearance': '2' };
  expect(await claims(attributes, ['staff'])).toEqual({ org: 'acme', groups: ['staff'], tier: 'paid', clearance: 2 });
});

it.each(['4', '-1', '1.5', 'top', ''])('gives no clearance for %j', async (clearance) => {
  expect(await claims({ 'custom:org': 'acme', 'custom:clearance': clearance })).toMatchObject({ clearance: 0 });
});

it.each(['', 'PAID', 'gold'])('gives the free tier for %j', async (tier) => {
  expect(await claims({ 'custom:org': 'acme', 'custom:tier': tier })).toMatchObject({ tier: 'free' });
});

it.each<Record<string, string>>([{}, { 'custom:org': '  ' }])(
  'makes nobody of a user without an organisation: %j',
  async (attributes) => {
    const added = await claims(attributes);
    expect(added).not.toHaveProperty('org');
    expect(principalOfClaims({ sub: 's', exp: 1, ...added })).toBeUndefined();
  },
);

it("makes nobody of a subject that would pass for an API key's", () => {
  expect(principalOfClaims({ sub: 'key:0123456789abcdef', org: 'acme', exp: 1 })).toBeUndefined();
  expect(principalOfClaims({ sub: 'keynes', org: 'acme', exp: 1 })).toMatchObject({ userId: 'keynes' });
});
