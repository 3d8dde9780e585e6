import type { Principal } from '../../../shared/domain/principal';
import { isMachine, isModerator, OPERATIONS_GROUP } from '../access';
import type { Topic } from './topic';

type May = (principal: Principal) => boolean;

/** The authorizer let in whoever is here: people of an organisation, and machines whose key has the scope. */
const anyone: May = () => true;
const operations: May = (principal) => isMachine(principal) || principal.groups.includes(OPERATIONS_GROUP);

/** Who may watch what, within the own organisation: what is told over HTTP to the same people, and how the stage does to those who run it. */
const watchers: Readonly<Record<Topic['kind'], May>> = {
  trending: anyone,
  together: anyone,
  features: anyone,
  throughput: operations,
  verdicts: isModerator,
};

/** Whether somebody may watch a topic of the own organisation; a kind that nobody is named for is for nobody. */
export const mayWatch = (principal: Principal, { kind }: Topic): boolean => watchers[kind]?.(principal) ?? false;
