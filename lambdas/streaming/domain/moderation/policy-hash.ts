import { canonicalJson } from '../../../shared/domain/canonical-json';
import type { Sha256 } from './known/fingerprint';

/** SHA-256 of a policy whatever the order of its fields: what verdicts name it by. */
export const policyHash = (policy: object, sha256: Sha256): string => sha256(canonicalJson(policy));
