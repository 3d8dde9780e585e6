import * as fc from 'fast-check';
import type { Answer } from '../../../lambdas/streaming/domain/cascade/judging';
import { inForce, isPublished, type ModerationCase } from '../../../lambdas/streaming/domain/cascade/moderation-case';
import { type CaseWriter, createModerating, type ModeratingDeps } from '../../../lambdas/streaming/moderating';
import { MemoryCases, moderatingDeps, submitted, texts } from './support/moderation';

async function judgedBy(data: Readonly<Record<string, unknown>>, more: Partial<ModeratingDeps> = {}) {
  const moderated = await createModerating(moderatingDeps(new MemoryCases(), more))(submitted(data));
  if (moderated.kind !== 'judged') throw new Error(moderated.kind);
  return moderated.case;
}
const pathOf = ({ path }: ModerationCase) => path.map(({ tier, outcome }) => `${tier} ${outcome}`);

const scores = (danger: number) => async () => ({ value: { danger } });
const says = (decision: 'approve' | 'reject' | 'unsure', confidence: number) => async () => ({
  value: { decision, confidence, explanation: 'because', ...(decision === 'reject' && { category: 'harassment' }) },
});

it.each<[string, Readonly<Record<string, unknown>>, Partial<ModeratingDeps>, string, string[]]>([
  ['a clean item ends with the filters', { text: texts.clean }, {}, 'approve', ['1 approve']],
  ['and so does one that breaks a rule', { text: texts.rejected }, {}, 'reject', ['1 reject']],
  ['what is grave goes to a person at once', { text: texts.grave }, {}, 'held', ['1 escalate']],
  [
    'the classifier approves what it finds harmless',
    { text: texts.ambiguous },
    { classify: scores(0.01) },
    'approve',
    ['1 escalate', '2 approve'],
  ],
  [
    'and rejects what it is sure of',
    { text: texts.ambiguous },
    { classify: scores(0.99) },
    'reject',
    ['1 escalate', '2 reject'],
  ],
  [
    'the model is asked about what is ambiguous',
    { text: texts.ambiguous },
    { classify: scores(0.5), askModel: says('approve', 0.9) },
    'approve',
    ['1 escalate', '2 escalate', '3 approve'],
  ],
  [
    'and about what the classifier has nothing to say of, which is not away',
    { text: texts.ambiguous },
    { classify: async () => ({ value: {} }), askModel: says('approve', 0.9) },
    'approve',
    ['1 escalate', '2 escalate', '3 approve'],
  ],
  [
    'the model is asked when the classifier is down',
    { text: texts.ambiguous },
    { askModel: says('reject', 0.95) },
    'reject',
    ['1 escalate', '2 unavailable', '3 reject'],
  ],
  [
    'where there is no classifier the model is asked, and nothing is said to be away',
    { text: texts.ambiguous },
    { classify: undefined, askModel: says('reject', 0.95) },
    'reject',
    ['1 escalate', '3 reject'],
  ],
  [
    'a model that is not sure leaves it to a person',
    { text: texts.ambiguous },
    { classify: scores(0.5), askModel: says('reject', 0.6) },
    'held',
    ['1 escalate', '2 escalate', '3 escalate'],
  ],
  [
    'and so does one that does not answer',
    { text: texts.ambiguous },
    { classify: scores(0.5) },
    'held',
    ['1 escalate', '2 escalate', '3 unavailable'],
  ],
  [
    'a budget that is spent leaves it to a person',
    { text: texts.ambiguous },
    { classify: scores(0.5), askModel: says('approve', 1), takeCall: async () => false },
    'held',
    ['1 escalate', '2 escalate', '3 unavailable'],
  ],
  [
    'an image that nobody knows is approved by no model',
    { text: texts.clean, images: [{ sha256: 'a'.repeat(64) }] },
    { classify: scores(0), askModel: says('approve', 1) },
    'held',
    ['1 escalate', '2 escalate', '3 escalate'],
  ],
  [
    'an image without words is seen by no model',
    { text: undefined, images: [{ sha256: 'a'.repeat(64) }] },
    { classify: scores(0), askModel: says('approve', 1) },
    'held',
    ['1 escalate'],
  ],
  [
    'a link is judged as words are',
    { links: ['https://bit.ly/x'] },
    { classify: scores(0.5) },
    'held',
    ['1 escalate', '2 escalate', '3 unavailable'],
  ],
])('%s', async (_, data, more, expected, path) => {
  const judged = await judgedBy(data, more);
  expect([inForce(judged) ?? judged.status, pathOf(judged)]).toEqual([expected, path]);
  expect(isPublished(judged)).toBe(expected === 'approve');
});

it('authors are told in the policy’s words, and never in the model’s', async () => {
  const judged = await judgedBy({ text: texts.ambiguous }, { classify: scores(0.5), askModel: says('reject', 0.95) });
  expect(judged.reasons).toEqual([
    {
      ...{ code: 'model', policyId: 'rules/2' },
      message: 'It was not published because it insults or humiliates somebody.',
    },
  ]);
  expect(judged.path[2]).toMatchObject({ category: 'harassment', detail: '0.95: because' });
});

it('another content under the same version has no verdict, and changes none', async () => {
  const cases = new MemoryCases();
  const moderate = createModerating(moderatingDeps(cases));
  expect((await moderate(submitted({ text: texts.rejected }))).kind).toBe('judged');
  expect(await moderate(submitted({ text: texts.clean }))).toEqual({ kind: 'conflict' });
  expect([...cases.cases.values()].map(inForce)).toEqual(['reject']);
});

class Lost extends Error {}

/** A store that is lost before or after a write, where `fails` says so. */
function fragile(store: CaseWriter, fails: () => 'before' | 'after' | 'no'): CaseWriter {
  const around = async <T>(write: () => Promise<T>): Promise<T> => {
    const when = fails();
    if (when === 'before') throw new Lost('before');
    const written = await write();
    if (when === 'after') throw new Lost('after');
    return written;
  };
  return {
    create: (given) => around(() => store.create(given)),
    put: (given) => around(() => store.put(given)),
  };
}

interface Delivery {
  readonly version: number;
  /** What becomes of the first writes; those after them succeed. */
  readonly fails: readonly ('before' | 'after' | 'no')[];
  readonly answer: Answer<number>;
  readonly decision: 'approve' | 'reject' | 'unsure';
  readonly budget: boolean;
}

const delivery: fc.Arbitrary<Delivery> = fc.record({
  version: fc.integer({ min: 1, max: 3 }),
  fails: fc.array(fc.constantFrom<'before' | 'after' | 'no'>('before', 'after', 'no'), { maxLength: 2 }),
  answer: fc.constantFrom({ value: 0.01 }, { value: 0.5 }, { value: 0.99 }, { unavailable: 'x' }),
  decision: fc.constantFrom<'approve' | 'reject' | 'unsure'>('approve', 'reject', 'unsure'),
  budget: fc.boolean(),
});

/** Every version once more, with nothing lost. */
const ends = [1, 2, 3].map(
  (version): Delivery => ({ version, fails: [], answer: { unavailable: 'x' }, decision: 'unsure', budget: true }),
);

/** Delivers all of a round at the same time. @returns the verdicts that were told, by version */
async function deliverAll(cases: MemoryCases, contents: readonly string[], rounds: readonly (readonly Delivery[])[]) {
  const told: number[] = [];
  async function deliver({ version, fails, answer, decision, budget }: Delivery) {
    const left = [...fails];
    const deps = moderatingDeps(
      fragile(cases, () => left.shift() ?? 'no'),
      {
        classify: async () => ('value' in answer ? { value: { fraud: answer.value } } : answer),
        askModel: says(decision, 0.95),
        takeCall: async () => budget,
      },
    );
    const moderated = await createModerating(deps)(submitted({ version, text: contents[version - 1] }));
    if (moderated.kind === 'judged') told.push(version);
  }
  for (const round of rounds) {
    for (const outcome of await Promise.allSettled(round.map(deliver)))
      if (outcome.status === 'rejected' && !(outcome.reason instanceof Lost)) throw outcome.reason;
  }
  return told;
}

function expectOneVerdictEach(cases: MemoryCases) {
  expect(cases.cases.size).toBe(3);
  for (const [key, written] of cases.history) {
    expect([key, written.filter(({ status }) => status !== 'pending').length]).toEqual([key, 1]);
    expect(written.filter((each) => isPublished(each) && each.verdict?.decision !== 'approve')).toEqual([]);
  }
}

it('each version has one verdict, whatever is lost, delivered again, out of order or at the same time', async () => {
  const text = fc.constantFrom(...Object.values(texts));
  const rounds = fc.array(fc.array(delivery, { minLength: 1, maxLength: 3 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.tuple(text, text, text), rounds, async (contents, plan) => {
      const cases = new MemoryCases();
      const told = await deliverAll(cases, contents, [...plan, ends]);
      expectOneVerdictEach(cases);
      expect(told).toHaveLength(new Set(told).size);
    }),
    { numRuns: 300 },
  );
});
