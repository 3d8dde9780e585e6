import type { Assessment } from './assess';
import type { Placed } from './demand/design-demand';
import { type SimulationOptions, simulateWay, type WayResult } from './ways/simulate';
import type { Way } from './ways/way';

/** A way, simulated at the peak of one cell of the region that has most. */
export interface Latency extends WayResult {
  readonly design: string;
  readonly region: string;
  /** What was simulated, in words. */
  readonly of: string;
}

interface Place {
  readonly placed: Placed;
  readonly way: Way;
  readonly perSecond: number;
  readonly of: string;
  /** It stands for the whole at the most that a part of it takes, such as a shard: more load takes more parts. */
  readonly isFull: boolean;
}

/** Simulates every way of an assessment. @param surge the load over what environments are warm for, such as 2. @default 1 */
export function latenciesOf(assessment: Assessment, options: SimulationOptions, surge = 1): Latency[] {
  const places = placesOf(assessment).filter(({ isFull }) => surge === 1 || !isFull);
  return places.map((place) => latencyOf(place, options, 1, surge));
}

/** Simulates every way at multiples of its rate, with the same random numbers at each. */
export function latencyCurves(
  assessment: Assessment,
  options: SimulationOptions,
  multiples: readonly number[],
): { readonly multiple: number; readonly latencies: readonly Latency[] }[] {
  const places = placesOf(assessment);
  return multiples.map((multiple) => ({
    multiple,
    latencies: places.map((place) => latencyOf(place, options, multiple, 1)),
  }));
}

function latencyOf(
  { placed, way, perSecond, of }: Place,
  options: SimulationOptions,
  multiple: number,
  surge: number,
): Latency {
  const rate = perSecond * multiple;
  const result = simulateWay(way, placed.deployment, rate * surge, options, rate);
  return { ...result, design: placed.profile.design, region: placed.deployment.region, of };
}

function placesOf({ placed, units }: Assessment): Place[] {
  const busiest = placed.filter(
    (one) => !placed.some((other) => other.profile === one.profile && isBusier(other, one)),
  );
  return busiest.flatMap((one) => {
    const { profile, deployment, peak } = one;
    const unit = units.find(({ design, unit }) => design === profile.design && unit === profile.unit);
    const cells = unit?.cells.find(({ region }) => region === deployment.region)?.byDesign.cells ?? 1;
    return profile.ways.map((way): Place => {
      const whole = (peak / cells) * way.requestsAUnit;
      if (way.bound && way.bound.perSecond < whole) {
        return { placed: one, way, perSecond: way.bound.perSecond, of: way.bound.what, isFull: true };
      }
      return {
        placed: one,
        way,
        perSecond: whole,
        isFull: false,
        of: cells > 1 ? `one of ${cells} cells` : 'all of the region',
      };
    });
  });
}

const isBusier = (other: Placed, one: Placed): boolean =>
  other.peak > one.peak || (other.peak === one.peak && other.deployment.region < one.deployment.region);
