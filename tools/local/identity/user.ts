import { createHash } from 'node:crypto';

/** A person of the sample pool: what an administrator would have written into Cognito. */
export interface User {
  readonly name: string;
  readonly org: string;
  readonly groups: readonly string[];
  readonly tier: 'free' | 'paid';
  /** 0 to 3. */
  readonly clearance: number;
}

/** People of two organisations who differ in all that the designs decide by; dave and erin look after payments; the two and bob review what is submitted, erin as a senior. */
export const sampleUsers: readonly User[] = [
  { name: 'alice', org: 'acme', groups: ['engineering', 'operations'], tier: 'paid', clearance: 2 },
  { name: 'bob', org: 'acme', groups: ['support', 'moderators'], tier: 'free', clearance: 1 },
  { name: 'carol', org: 'globex', groups: ['finance', 'audit'], tier: 'paid', clearance: 3 },
  { name: 'dave', org: 'acme', groups: ['risk', 'moderators'], tier: 'paid', clearance: 2 },
  { name: 'erin', org: 'acme', groups: ['risk', 'senior-moderators'], tier: 'paid', clearance: 2 },
];

/** The user's `sub`: a UUID that stays the same from one start to the next. */
export function subjectOf(user: User): string {
  const hex = createHash('sha256').update(`user/${user.name}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** `userAttributes` as Cognito hands them to triggers: every value a string. */
export function attributesOf(user: User): Record<string, string> {
  return {
    sub: subjectOf(user),
    'cognito:user_status': 'CONFIRMED',
    email: `${user.name}@${user.org}.example`,
    email_verified: 'true',
    'custom:org': user.org,
    'custom:tier': user.tier,
    'custom:clearance': String(user.clearance),
  };
}
