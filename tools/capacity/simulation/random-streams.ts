import { randomOf } from '../../../models/random';

/** Numbers from 0 to under 1. */
export type Random = () => number;
/** The same stream of numbers for the same name. */
export type RandomStreams = (name: string) => Random;

/**
 * A stream of random numbers for each use. Two systems that are simulated with one seed draw the same numbers for what they have in
 * common, whatever else they draw: common random numbers, by which a difference shows that a single run would hide.
 */
export function randomStreams(seed: number, replication: number): RandomStreams {
  const streams = new Map<string, Random>();
  return (name) => {
    const known = streams.get(name);
    if (known) return known;
    const made = randomOf(hash(`${seed}/${replication}/${name}`));
    streams.set(name, made);
    return made;
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c_9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x0100_0193);
  }
  return value >>> 0;
}
