import { CLASSES } from '../text/classes';

/**
 * Aho and Corasick's automaton (1975) with every transition filled in: one look-up a class, however many sequences there are.
 * States are numbered breadth first, so that the few that ordinary text reaches lie together.
 *
 * A transition holds `state * 32`, or `~(state * 32)` where a sequence ends in that state.
 */
export interface Automaton {
  readonly next: Int32Array;
  /** The first sequence that ends in a state, or -1. */
  readonly first: Int32Array;
  /** The next sequence that ends where this one does, or -1. */
  readonly another: Int32Array;
  /** The longest suffix of a state in which a sequence ends, or -1. */
  readonly suffix: Int32Array;
}

export const STATE_SHIFT = 5;
const NONE = -1;
const ROOT = 0;

/** Builds the same automaton for the same sequences in the same order. Memory: 128 bytes a state, at most one state a class. */
export function buildAutomaton(sequences: readonly (readonly number[])[]): Automaton {
  const trie = trieOf(sequences);
  const order = breadthFirst(trie);
  return linked(trie, order);
}

interface Trie {
  /** Children by `state * 32 + class`; 0 is none. */
  readonly child: Int32Array;
  readonly states: number;
  readonly first: Int32Array;
  readonly another: Int32Array;
}

function trieOf(sequences: readonly (readonly number[])[]): Trie {
  const most = 1 + sequences.reduce((sum, { length }) => sum + length, 0);
  const child = new Int32Array(most * CLASSES);
  const first = new Int32Array(most).fill(NONE);
  const another = new Int32Array(sequences.length).fill(NONE);
  let states = 1;
  // The last goes in first: each is put before those that end in the same state.
  for (let index = sequences.length - 1; index >= 0; index -= 1) {
    let state = ROOT;
    for (const each of sequences[index] ?? []) {
      const place = state * CLASSES + each;
      if (child[place] === 0) child[place] = states++;
      state = child[place] as number;
    }
    another[index] = first[state] as number;
    first[state] = index;
  }
  return { child, states, first, another };
}

/** States of the trie in the order of their depth. */
function breadthFirst({ child, states }: Trie): Int32Array {
  const order = new Int32Array(states);
  let found = 1;
  for (let index = 0; index < found; index += 1) {
    const base = (order[index] as number) * CLASSES;
    for (let each = 0; each < CLASSES; each += 1) {
      const next = child[base + each] as number;
      if (next !== 0) order[found++] = next;
    }
  }
  return order;
}

function linked(trie: Trie, order: Int32Array): Automaton {
  const { states } = trie;
  const numbers = new Int32Array(states);
  for (const [number, state] of order.entries()) numbers[state] = number;
  const first = Int32Array.from(order, (state) => trie.first[state] as number);
  const next = new Int32Array(states * CLASSES);
  const fallback = new Int32Array(states);
  const suffix = new Int32Array(states).fill(NONE);
  for (const [number, state] of order.entries()) {
    const longest = fallback[number] as number;
    if (number !== ROOT) suffix[number] = first[longest] === NONE ? (suffix[longest] as number) : longest;
    fillRow({ next, fallback, numbers, child: trie.child }, number, state);
  }
  const ends = (state: number) => first[state] !== NONE || suffix[state] !== NONE;
  // Rows before this step hold plain numbers, which the links above were made from.
  for (let place = 0; place < next.length; place += 1) {
    const state = next[place] as number;
    next[place] = ends(state) ? ~(state << STATE_SHIFT) : state << STATE_SHIFT;
  }
  return { next, first, another: trie.another, suffix };
}

interface Rows {
  readonly next: Int32Array;
  readonly fallback: Int32Array;
  /** By state of the trie, its number breadth first. */
  readonly numbers: Int32Array;
  readonly child: Int32Array;
}

/** All transitions of a state: into its children, and for all other classes those of its longest suffix. */
function fillRow({ next, fallback, numbers, child }: Rows, number: number, state: number): void {
  const longest = fallback[number] as number;
  for (let each = 0; each < CLASSES; each += 1) {
    const inherited = number === ROOT ? ROOT : (next[longest * CLASSES + each] as number);
    const own = child[state * CLASSES + each] as number;
    if (own !== 0) fallback[numbers[own] as number] = inherited;
    next[number * CLASSES + each] = own === 0 ? inherited : (numbers[own] as number);
  }
}
