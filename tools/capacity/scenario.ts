import type { Workload } from '../../lib/design';

/** Use of one design. */
export interface Use {
  readonly unitsADay: number;
  /** The busiest minute over the day's mean. */
  readonly peakFactor: number;
}

/** What is expected to happen. */
export interface Scenario {
  readonly designs: Readonly<Record<string, Use>>;
  /** Seconds in which load grows from the day's mean to its peak. */
  readonly rampSeconds: number;
  readonly usersADay: number;
  /** Times that a user's token is renewed, and that a user signs in, on a day. */
  readonly tokensADay: number;
  readonly signInsADay: number;
  /** Passages in the search index. */
  readonly chunks: number;
}

/** The scenario that the designs are sized for. */
export function sizedFor(workloads: Readonly<Record<string, Workload>>): Scenario {
  const target = (design: string, name: string) => workloads[design]?.targets[name] ?? 0;
  return {
    designs: Object.fromEntries(
      Object.entries(workloads).map(([design, { targets }]) => [
        design,
        { unitsADay: targets.unitsADay ?? 0, peakFactor: targets.peakFactor ?? 1 },
      ]),
    ),
    rampSeconds: 600,
    usersADay: target('chat', 'usersADay'),
    tokensADay: 2,
    signInsADay: 0.1,
    chunks: target('rag', 'chunks'),
  };
}

const DAY_SECONDS = 86_400;

/** Units a second at the peak. */
export const peakOf = ({ unitsADay, peakFactor }: Use): number => (unitsADay * peakFactor) / DAY_SECONDS;
