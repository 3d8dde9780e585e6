import { type Fused, type Fusion, fuse } from '../fusion';
import type { Passage } from '../passage';
import type { Hit, Leg } from '../ports';

export type Mode = 'hybrid' | 'keyword' | 'vector';

/** Passages that each leg brings at most. */
export const LEG_SIZE = 100;

/** The question itself counts twice what a rewording does: a small model's guess must not outvote the person's own words. */
const WEIGHTS = { question: 1, variant: 0.5 };

export interface PlannedLeg {
  readonly leg: Leg;
  /** 0 is the question; others are its variants, in their order. */
  readonly variant: number;
}

/** Where a passage stood in one leg; from 1. */
export interface Standing {
  readonly rank: number;
  readonly score: number;
}

export interface LegStanding extends Standing {
  readonly kind: Leg['kind'];
  readonly variant: number;
}

export interface Candidate {
  readonly passage: Passage;
  readonly fused: Standing;
  readonly legs: readonly LegStanding[];
}

/** The legs of a question and its variants; vector legs only of those that have a vector. */
export function planLegs(
  texts: readonly string[],
  vectors: readonly (readonly number[] | undefined)[],
  mode: Mode,
): PlannedLeg[] {
  return texts.flatMap((text, variant) => {
    const vector = mode === 'keyword' ? undefined : vectors[variant];
    const legs: PlannedLeg[] = [];
    if (mode !== 'vector' || !vector) legs.push({ leg: { kind: 'keyword', text }, variant });
    if (vector) legs.push({ leg: { kind: 'vector', vector }, variant });
    return legs;
  });
}

/**
 * One list of what all legs found, each passage with where it stood.
 *
 * @param vectorWeight how much a list of vectors counts beside one of keywords
 */
export function fuseLegs(
  planned: readonly PlannedLeg[],
  hits: readonly (readonly Hit[])[],
  fusion: Fusion,
  vectorWeight = 1,
): Candidate[] {
  const passages = new Map<string, Passage>();
  const standings = new Map<string, LegStanding[]>();
  const lists = planned.map(({ leg, variant }, index) => {
    const list = hits[index] ?? [];
    list.forEach(({ passage, score }, place) => {
      passages.set(passage.chunkId, passages.get(passage.chunkId) ?? passage);
      const known = standings.get(passage.chunkId) ?? [];
      standings.set(passage.chunkId, [...known, { kind: leg.kind, variant, rank: place + 1, score }]);
    });
    const items = list.map(({ passage, score }) => ({ id: passage.chunkId, score }));
    const weight = variant === 0 ? WEIGHTS.question : WEIGHTS.variant;
    return { items, weight: leg.kind === 'vector' ? weight * vectorWeight : weight };
  });
  const candidate = ({ id, rank, score }: Fused): Candidate[] => {
    const passage = passages.get(id);
    return passage ? [{ passage, fused: { rank, score }, legs: standings.get(id) ?? [] }] : [];
  };
  return fuse(lists, fusion).flatMap(candidate);
}

/** Where a passage stood best among the legs of a kind. */
export function bestOf(legs: readonly LegStanding[], kind: Leg['kind']): Standing | undefined {
  const [best] = legs.filter((leg) => leg.kind === kind).sort((a, b) => a.rank - b.rank || a.variant - b.variant);
  return best && { rank: best.rank, score: best.score };
}
