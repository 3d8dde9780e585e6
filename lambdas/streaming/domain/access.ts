import type { Principal } from '../../shared/domain/principal';

/** Groups of people who review what was submitted; what was appealed twice is for the second. */
export const MODERATORS_GROUP = 'moderators';
export const SENIORS_GROUP = 'senior-moderators';

/** People, and the tickets they asked for, with which a browser opens its connections. */
const isPerson = ({ credential }: Principal): boolean => credential !== 'api-key';

export const isSenior = (principal: Principal): boolean =>
  isPerson(principal) && principal.groups.includes(SENIORS_GROUP);

/** People of either group; no machine. */
export const isModerator = (principal: Principal): boolean =>
  isSenior(principal) || (isPerson(principal) && principal.groups.includes(MODERATORS_GROUP));

/** Group of people who look after the stage, and the scope of keys that do the same. */
export const OPERATIONS_GROUP = 'operations';
const OPERATIONS_SCOPE = 'streaming:operations';

/** Who may read what was parked, and put it back: it is what anybody of the organisation sent. */
export const isOperator = ({ credential, groups, scopes }: Principal): boolean =>
  credential === 'jwt' ? groups.includes(OPERATIONS_GROUP) : scopes.includes(OPERATIONS_SCOPE);
