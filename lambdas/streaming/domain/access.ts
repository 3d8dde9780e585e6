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
