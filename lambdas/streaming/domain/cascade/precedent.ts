import * as z from 'zod/mini';
import { fromHex, ones } from '../moderation/known/bits';
import { MOST_DISTANCE } from '../moderation/known/near-index';
import { labelOf, labelSchema } from './label';
import type { ModerationCase } from './moderation-case';
import { isAuthorTrait, isWordsTrait } from './trait-key';

/** In what way an earlier item is like another: the same words, most of them, or only the same author. The nearest first. */
export const likenesses = ['same-words', 'near', 'same-author'] as const;
type Likeness = (typeof likenesses)[number];

const MOST_TEXT = 500;

/** An earlier item like the one that is looked at, and what people made of it: context for a reviewer, and no rule. */
export const precedentSchema = z.object({
  id: z.string(),
  version: z.int(),
  likeness: z.enum(likenesses),
  /** Bits in which their SimHashes differ, of 64. */
  distance: z.optional(z.int()),
  /** Its beginning. */
  text: z.string(),
  source: labelSchema.shape.source,
  found: z.omit(labelSchema.shape.found, { by: true }),
  before: labelSchema.shape.before,
});
export type Precedent = z.infer<typeof precedentSchema>;

/** Where an item was found to have something in common with another. */
export interface Trace {
  readonly trait: string;
  readonly simHash?: string | undefined;
  /** Its case in the store. */
  readonly case: { readonly pk: string; readonly sk: string };
  /** The later, the greater. */
  readonly order: string;
}

export interface Likely extends Pick<Trace, 'case' | 'order'> {
  readonly likeness: Likeness;
  readonly distance?: number | undefined;
}

/** Each item that was found, in the way in which it is most alike; the most alike first, and of those the latest. Bands that share too little are left out. */
export function likeliest(traces: readonly Trace[], simHash: string | undefined): Likely[] {
  const best = new Map<string, Likely>();
  for (const trace of traces) {
    const likely = likenessOf(trace, simHash);
    const key = `${trace.case.pk} ${trace.case.sk}`;
    const before = best.get(key);
    if (likely && (!before || nearer(likely, before) < 0)) best.set(key, likely);
  }
  return [...best.values()].sort(nearer);
}

function likenessOf(trace: Trace, simHash: string | undefined): Likely | undefined {
  const { case: place, order } = trace;
  if (isWordsTrait(trace.trait)) return { case: place, order, likeness: 'same-words', distance: 0 };
  if (isAuthorTrait(trace.trait)) return { case: place, order, likeness: 'same-author' };
  const distance = simHash && trace.simHash ? apart(simHash, trace.simHash) : MOST_DISTANCE + 1;
  return distance <= MOST_DISTANCE ? { case: place, order, likeness: 'near', distance } : undefined;
}

function apart(one: string, other: string): number {
  const [left, right] = [fromHex(one), fromHex(other)];
  return ones(left.high ^ right.high) + ones(left.low ^ right.low);
}

function nearer(one: Likely, other: Likely): number {
  const kinds = likenesses.indexOf(one.likeness) - likenesses.indexOf(other.likeness);
  if (kinds !== 0) return kinds;
  const bits = (one.distance ?? 0) - (other.distance ?? 0);
  return bits !== 0 ? bits : one.order < other.order ? 1 : -1;
}

/** @returns undefined for a case that no person has judged */
export function precedentOf(given: ModerationCase, { likeness, distance }: Likely): Precedent | undefined {
  const label = labelOf(given);
  if (!label) return undefined;
  const { id, version, text } = given.content;
  const { source, found, before } = label;
  const { by: _, ...said } = found;
  return { id, version, likeness, distance, text: text.slice(0, MOST_TEXT), source, found: said, before };
}
