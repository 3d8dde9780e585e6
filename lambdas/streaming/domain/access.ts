import type { Principal } from '../../shared/domain/principal';

/** Groups of people who review what was submitted; what was appealed twice is for the second. */
export const MODERATORS_GROUP = 'moderators';
export const SENIORS_GROUP = 'senior-moderators';

/** Whose key it is, or a ticket that was given for one: a ticket stands for whom it was given to. */
export const isMachine = ({ credential, userId }: Principal): boolean =>
  credential === 'api-key' || (credential === 'ticket' && userId.startsWith('key:'));

export const isSenior = (principal: Principal): boolean =>
  !isMachine(principal) && principal.groups.includes(SENIORS_GROUP);

/** People of either group; no machine. */
export const isModerator = (principal: Principal): boolean =>
  isSenior(principal) || (!isMachine(principal) && principal.groups.includes(MODERATORS_GROUP));

/** Group of people who look after the stage, and the scope of keys that do the same. */
export const OPERATIONS_GROUP = 'operations';
export const OPERATIONS_SCOPE = 'streaming:operations';

/** Who may read what was parked, and put it back: it is what anybody of the organisation sent. */
export const isOperator = (principal: Principal): boolean =>
  isMachine(principal) ? principal.scopes.includes(OPERATIONS_SCOPE) : principal.groups.includes(OPERATIONS_GROUP);
