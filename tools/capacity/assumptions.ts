/** What neither a scenario nor a workload says. Each is an assumption that can be changed on the command line. */
export interface Assumptions {
  /** Seconds in which load grows from the day's mean to its peak. */
  readonly rampSeconds: number;
  /** Times on a day that the token of somebody who is there is renewed, and that they sign in. */
  readonly tokensADay: number;
  readonly signInsADay: number;
}

export const defaultAssumptions: Assumptions = { rampSeconds: 600, tokensADay: 2, signInsADay: 0.1 };
