import { Duration } from 'aws-cdk-lib';
import type { Foundation } from '../foundation';

const noAlarmBecause = 'It runs only while its stack is deployed or deleted, which then fails with its reason.';

/**
 * What a function that only deployments call is made with. It is outside of any private network: it works while a stack is
 * deployed, on nothing but AWS's own addresses.
 */
export const deploymentOnly = (foundation: Foundation) => ({
  foundation: { ...foundation, network: undefined },
  timeout: Duration.minutes(2),
  errorAlarm: { noAlarmBecause },
  throttleAlarm: { noAlarmBecause },
});

/** For how long CloudFormation waits for such a function's answer. */
export const serviceTimeout = Duration.minutes(5);
