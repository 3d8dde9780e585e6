import type { Principal } from '../../shared/domain/principal';

/** Group of people who look after payments: they may ask for decisions, review them, and change rules. */
export const RISK_GROUP = 'risk';

/** Machines whose key has the scope, which the authorizer has checked, and people of the group; nobody else. */
export const mayDecide = ({ credential, groups }: Principal): boolean =>
  credential === 'api-key' || groups.includes(RISK_GROUP);

/** People of the group; no machine. */
export const isRiskPerson = ({ credential, groups }: Principal): boolean =>
  credential === 'jwt' && groups.includes(RISK_GROUP);
