import type { Sha256 } from './known/fingerprint';

/** SHA-256 of a policy whatever the order of its fields: what verdicts name it by. */
export const policyHash = (policy: object, sha256: Sha256): string => sha256(canonicalJson(policy));

/** JSON with the fields of each object in the order of their names. */
export const canonicalJson = (value: object): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
