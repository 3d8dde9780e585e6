/** What a trial of a policy takes, which is loaded with the first: no cold start waits for it. */
export { readyPolicy } from './domain/cascade/judging';
export { canBeTried, trialOf } from './domain/cascade/trial';
