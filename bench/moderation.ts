import { createHash } from 'node:crypto';
import { type CompiledPolicy, compilePolicy } from '../lambdas/streaming/domain/moderation/compiled-policy';
import { judge } from '../lambdas/streaming/domain/moderation/judge';
import { toHex } from '../lambdas/streaming/domain/moderation/known/bits';
import { parsePolicy } from '../lambdas/streaming/domain/moderation/policy';
import type { Item } from '../lambdas/streaming/domain/moderation/verdict';
import { policyOf } from '../tools/eval/moderation/block-list';
import { trafficSet } from '../tools/eval/moderation/moderation-set';
import { chanceOf } from '../tools/eval/moderation/random';
import { compare, type Row } from './report';

const SEED = 20_260_101;
const SIZES = [10, 100, 1_000, 10_000] as const;
/** Known texts, files and images of which none is in the records: what is looked up in vain, as nearly always. */
const KNOWN = 10_000;
const RUNS = 25;
/** As a share of the speed of parsing; the limit is its inverse, since ratios here are of time. */
const LEAST_SPEED = 0.3;

export interface ModerationOptions {
  /** @default 5000 */
  readonly records?: number;
  readonly progress: (text: string) => void;
}

/**
 * A record as services publish one for each item: an envelope of CloudEvents, the item with its place in a thread, its author and client.
 *
 * Whether the floor is fair hangs on how much is around the text. Here it is about 600 characters around 170 of text, the length of a
 * comment, with fields that services do send; records that carry more (a profile, counts, the thread's title) take longer to parse and no
 * longer to judge, barer ones the other way round.
 */
const recordOf = ({ itemId, text, files, author }: Item, index: number): string =>
  JSON.stringify({
    ...{ specversion: '1.0', id: `01HZX${String(index).padStart(21, '0')}`, type: 'item.created', source: 'comments' },
    ...{
      time: '2026-01-05T08:00:00.000Z',
      partitionkey: `account-${index % 977}`,
      traceparent: `00-${String(index).padStart(32, '0')}-01`,
    },
    ...{
      itemId,
      text,
      files,
      threadId: `thread-${index % 401}`,
      replyTo: index % 3 === 0 ? `item-${index - 1}` : null,
    },
    ...{ locale: 'en-GB', visibility: 'public', tags: ['general'], edited: false },
    author: { id: `account-${index % 977}`, handle: `reader_${index % 977}`, ...author },
    client: {
      name: 'web',
      version: '7.14.2',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    },
  });

/**
 * Judges records of mixed traffic by tier 1, and parses the same records alone, in turns. Compared are the times of judging
 * and of parsing, and of judging with up to 10,000 patterns and with 10.
 *
 * @returns rows in milliseconds of processor time for all records, medians of the runs
 */
export function moderation({ records: count = 5_000, progress }: ModerationOptions): Row[] {
  progress(`making ${count} records to moderate, and policies of up to ${SIZES.at(-1)} patterns`);
  const records = [...trafficSet(count, SEED)].map(({ item }, index) => recordOf(item, index));
  const items = records.map((record) => JSON.parse(record) as Item);
  const policies = SIZES.map(policyWith);
  const parse = () => records.reduce((sum, record) => sum + (JSON.parse(record) as Item).author.ageDays, 0);
  const alone = (policy: CompiledPolicy) => () =>
    items.reduce((sum, item) => sum + judge(item, policy).findings.length, 0);
  const [floor, ...times] = medians([parse, ...policies.map(alone)]) as [number, ...number[]];
  const [least, ...more] = times as [number, ...number[]];
  const mean = (lengths: readonly number[]) =>
    Math.round(lengths.reduce((sum, length) => sum + length, 0) / lengths.length);
  const [all, text] = [mean(records.map(({ length }) => length)), mean(items.map((item) => item.text?.length ?? 0))];
  const what = `${count} records of ${all} characters, ${text} of them text`;
  return [
    ...SIZES.map((size, index) => {
      const name = `moderation/tier 1 with ${size} patterns, JSON.parse: ${what}`;
      return compare(name, 'ms', { value: times[index] as number, floor }, 1 / LEAST_SPEED);
    }),
    ...more.map((value, index) => {
      const name = `moderation/tier 1 with ${SIZES[index + 1]} patterns, with ${SIZES[0]}`;
      return compare(name, 'ms', { value, floor: least }, 1.3);
    }),
  ];
}

function policyWith(patterns: number): CompiledPolicy {
  const chance = chanceOf(SEED + patterns);
  const bits = () => toHex({ high: chance.below(2 ** 32) | 0, low: chance.below(2 ** 32) | 0 });
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const follows = { category: 'forbidden-goods', action: 'reject' } as const;
  const many = <Entry>(make: (index: number) => Entry) => Array.from({ length: KNOWN }, (_, index) => make(index));
  const known = {
    texts: many((index) => ({ sha256: sha256(`text ${index}`), check: chance.below(2 ** 32), ...follows })),
    nearTexts: { within: 3, hashes: many(() => ({ simHash: bits(), ...follows })) },
    files: many((index) => ({ sha256: sha256(`file ${index}`), ...follows })),
    nearImages: { within: 7, hashes: many(() => ({ perceptualHash: bits(), ...follows })) },
  };
  return compilePolicy(parsePolicy({ ...policyOf({ patterns, seed: SEED }), known }), sha256);
}

/** Of each subject the median of several runs, taken in turn, in milliseconds of processor time. */
function medians(subjects: readonly (() => number)[]): number[] {
  const times = subjects.map((): number[] => []);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [at, subject] of subjects.entries()) {
      const begin = process.cpuUsage();
      // What is asked for has to be used, or it could be left out.
      if (!Number.isFinite(subject())) throw new Error('a sum is not finite');
      const { user, system } = process.cpuUsage(begin);
      times[at]?.push((user + system) / 1000);
    }
  }
  return times.map((each) => each.toSorted((one, other) => one - other)[Math.floor(each.length / 2)] as number);
}
