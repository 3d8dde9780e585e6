import type { Settings } from '../config';

/**
 * Where Cognito shows the stage's sign-in pages.
 *
 * @param account part of the prefix, which has to be unique in its region, when the stage does not set one
 */
export function signInDomain(
  { stage, identity, regions }: Settings,
  account: string,
): { readonly prefix: string; readonly host: string } {
  const prefix = identity.signInPrefix ?? `${stage}-${account}`;
  return { prefix, host: `${prefix}.auth.${regions[0]}.amazoncognito.com` };
}
