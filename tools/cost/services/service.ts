import type { CostedAssembly, CostedResource } from '../costed-assembly';

/** An amount of something that has a price. */
export interface Charge {
  /** Id of the price, such as `kinesis.shardHour`. */
  readonly price: string;
  /** In the price's unit, a month. */
  readonly quantity: number;
  /** What is billed, for people: `2 shards`. */
  readonly what: string;
  /** Region whose price it is. @default - the resource's */
  readonly region?: string;
  /** No property says how much: what the quantity rests on. */
  readonly estimate?: string;
  /** Some of it is free for every account and counted on: see the service. */
  readonly counted?: boolean;
}

/** What a resource costs a month with nobody using it. Nothing for what is billed by use alone. */
export type Idle = (resource: CostedResource, assembly: CostedAssembly) => readonly Charge[];

/** How a service bills the resource types it has. */
export interface Service {
  /** AWS's name for it. */
  readonly name: string;
  readonly types: Readonly<Record<string, Idle>>;
}

/** Hours of the month that AWS's own calculations go by. */
export const HOURS = 730;
export const SECONDS = HOURS * 3600;

/** Billed by use alone. */
export const byUse: Idle = () => [];

export const numberOf = (value: unknown, otherwise = 0): number => (value === undefined ? otherwise : Number(value));

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A value inside of one that is resolved already. */
export function within(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], value);
}

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
