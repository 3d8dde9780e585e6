import * as fc from 'fast-check';
import { contentOf, type Looks, submittedAgain } from '../../../lambdas/streaming/domain/cascade/content';
import { isPublished, type ModerationCase } from '../../../lambdas/streaming/domain/cascade/moderation-case';
import { claimed, decided } from '../../../lambdas/streaming/domain/cascade/review-steps';
import { readRecord } from '../../../lambdas/streaming/domain/events/read-record';
import { createModerating, type ModeratingDeps } from '../../../lambdas/streaming/moderating';
import { createWaking } from '../../../lambdas/streaming/waking';
import { NOW } from './support/events';
import { MemoryCases, moderatingDeps, submitted, texts } from './support/moderation';

const [one, two] = ['a'.repeat(64), 'b'.repeat(64)] as const;
type Look = Looks extends ReadonlyMap<string, infer L> ? L : never;
const clean: Look = { labels: [] };
const explicit: Look = { labels: [{ name: 'Explicit', confidence: 99 }] };

/** Everything that is there once: cases, what is known of images, who waits for them, and events that were put into the stream again. */
function world(more: Partial<ModeratingDeps> = {}) {
  const cases = new MemoryCases();
  const looks = new Map<string, Look>();
  const waiting = new Map<string, { org: string; id: string; version: number; until: number }[]>();
  const stream: ReturnType<typeof submittedAgain>[] = [];
  const counted = { models: 0 };
  const images = {
    of: async ({ images: all }: { images: readonly { sha256: string }[] }) =>
      new Map(all.map(({ sha256 }) => [sha256, looks.get(sha256) ?? { unseen: 'image-not-screened' as const }])),
    async expect({ org, id, version }: { org: string; id: string; version: number }, seen: Looks) {
      for (const [sha256, { unseen }] of seen)
        if (unseen === 'image-not-screened')
          waiting.set(sha256, [...(waiting.get(sha256) ?? []), { org, id, version, until: NOW + 1 }]);
    },
  };
  const moderate = createModerating(
    moderatingDeps(cases, {
      images,
      async askModel() {
        counted.models += 1;
        return { unavailable: 'none' };
      },
      ...more,
    }),
  );
  const wake = createWaking({
    store: {
      waitingFor: async ({ sha256 }) => waiting.get(sha256) ?? [],
      forgetWaiting: async ({ sha256 }, done) => {
        waiting.set(
          sha256,
          (waiting.get(sha256) ?? []).filter((each) => each !== done),
        );
      },
    },
    caseOf: async (org, id, version) => cases.cases.get(JSON.stringify([org, id, version])),
    append: async (events) => events.map((event) => stream.push(event) > 0),
    now: () => NOW,
  });
  const screened = async (sha256: string, look: Look) => {
    looks.set(sha256, look);
    await wake({ orgHash: 'o', sha256 });
  };
  /** Judges what was put into the stream again, each time as it would be read from there. */
  async function drain() {
    for (let event = stream.shift(); event; event = stream.shift()) {
      const read = readRecord(new TextEncoder().encode(JSON.stringify(event)));
      if (!('event' in read)) throw new Error(read.poison.detail);
      await moderate(read.event);
    }
  }
  return { cases, looks, waiting, stream, counted, moderate, screened, drain };
}

const withImages = (...names: readonly string[]) => submitted({ images: names.map((sha256) => ({ sha256 })) });
const only = (cases: MemoryCases): ModerationCase => {
  const [first, ...others] = cases.cases.values();
  if (!first || others.length > 0) throw new Error(`${cases.cases.size} cases`);
  return first;
};
const verdicts = (cases: MemoryCases) =>
  [...cases.history.values()]
    .flat()
    .filter(({ verdict }) => verdict)
    .map(({ verdict }) => verdict?.decision);

it('an item whose images were looked at is approved by the filters, and its path says how many', async () => {
  const { cases, looks, moderate } = world();
  looks.set(one, clean);
  await moderate(withImages(one));
  expect(only(cases)).toMatchObject({ status: 'decided', path: [{ tier: 1, outcome: 'approve', images: 1 }] });
  expect(isPublished(only(cases))).toBe(true);
});

it('an item that comes before its image is held, asks no model, and is judged by itself when the image was looked at', async () => {
  const { cases, counted, moderate, screened, drain } = world();
  await moderate(submitted({ text: texts.ambiguous, images: [{ sha256: one }] }));
  expect(only(cases)).toMatchObject({ status: 'held', awaits: { id: 'e1' } });
  expect(counted.models).toBe(0);
  await screened(one, explicit);
  await drain();
  const { path, verdict, awaits } = only(cases);
  expect(verdict).toMatchObject({ decision: 'reject', category: 'explicit', tier: 1 });
  expect(path.map(({ tier, outcome }) => `${tier} ${outcome}`)).toEqual(['1 escalate', '1 reject']);
  expect(path[0]?.detail).toContain('image-not-screened');
  expect(path[1]?.detail).toContain('image-label');
  expect(awaits).toBeUndefined();
});

it('of several images, the last one settles it', async () => {
  const { cases, moderate, screened, drain } = world();
  await moderate(withImages(one, two));
  await screened(one, clean);
  await drain();
  expect(only(cases).status).toBe('held');
  await screened(two, clean);
  await drain();
  expect(only(cases).verdict?.decision).toBe('approve');
  expect(verdicts(cases)).toEqual(['approve']);
});

it('an image that was refused, or that no model has looked at, leaves the item to a person for good', async () => {
  for (const unseen of ['image-refused', 'image-not-labelled'] as const) {
    const { cases, moderate, screened, drain } = world();
    await moderate(withImages(one));
    await screened(one, { unseen });
    await drain();
    expect(only(cases)).toMatchObject({ status: 'held', reasons: [{ code: unseen }] });
    expect(only(cases).awaits).toBeUndefined();
  }
});

it('what breaks a rule by its words is rejected at once, and waits for nothing', async () => {
  const { cases, waiting, moderate } = world();
  await moderate(submitted({ text: texts.rejected, images: [{ sha256: one }] }));
  expect([only(cases).verdict?.decision, waiting.size]).toEqual(['reject', 0]);
});

it('an image that is looked at while its item is being judged is not missed', async () => {
  const made = world();
  const { cases, looks, moderate } = made;
  const create = cases.create.bind(cases);
  // The facts come after they were read, and before there is a case to be found.
  cases.create = async (given) => {
    await made.screened(one, clean);
    return create(given);
  };
  looks.clear();
  await moderate(withImages(one));
  expect(only(cases)).toMatchObject({ status: 'decided', verdict: { decision: 'approve' } });
});

it('a person who has claimed or decided it is not overruled', async () => {
  const { cases, moderate, screened, drain } = world();
  const reviewer = { userId: 'ann', isSenior: false };
  await moderate(withImages(one));
  const taken = claimed(only(cases), reviewer, NOW);
  if (typeof taken === 'string') throw new Error(taken);
  await cases.put(taken);
  await screened(one, clean);
  await drain();
  expect(only(cases).status).toBe('held');
  const finding = { decision: 'reject' as const, category: 'goods', note: 'a knife', reasons: [] };
  const ended = decided(only(cases), reviewer, finding, NOW);
  if (typeof ended === 'string') throw new Error(ended);
  await cases.put(ended);
  await moderate(withImages(one));
  expect(only(cases).verdict).toMatchObject({ decision: 'reject', by: 'ann' });
});

it('what is put into the stream again is the same item, to the last field', () => {
  const links = fc.array(fc.webUrl(), { maxLength: 3 });
  fc.assert(
    fc.property(
      fc.option(fc.string({ minLength: 1, maxLength: 50 }), { nil: undefined }),
      links,
      fc.array(fc.constantFrom(one, two), { minLength: 1, maxLength: 3 }),
      fc.option(fc.record({ ageDays: fc.nat(500), rejections: fc.nat(5) }), { nil: undefined }),
      (text, urls, names, author) => {
        const event = submitted({ text, author, links: urls, images: names.map((sha256) => ({ sha256 })) });
        const again = submittedAgain(contentOf(event), { id: event.id, occurredAt: event.occurredAt });
        const read = readRecord(new TextEncoder().encode(JSON.stringify(again)));
        if (!('event' in read)) throw new Error(read.poison.detail);
        expect(contentOf(read.event)).toEqual(contentOf(event));
        expect({ ...read.event, data: undefined }).toEqual({ ...event, data: undefined });
      },
    ),
  );
});

const all = ['deliver', 'screen one', 'screen two', 'drain'] as const;
type Step = (typeof all)[number];

it('in any order of deliveries, losses and images there is one verdict, and in the end always one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...all), { maxLength: 12 }),
      fc.infiniteStream(fc.nat(9)),
      fc.boolean(),
      async (steps, dice, isExplicit) => {
        const made = world();
        const { cases } = made;
        /** Whoever works may be lost before any write. */
        const losable =
          <Args extends unknown[], T>(work: (...args: Args) => Promise<T>, sure: () => boolean) =>
          async (...args: Args) => {
            if (!sure() && dice.next().value === 0) throw new Error('lost');
            return work(...args);
          };
        let isOver = false;
        cases.create = losable(cases.create.bind(cases), () => isOver);
        cases.put = losable(cases.put.bind(cases), () => isOver);
        const event = withImages(one, two);
        const work: Readonly<Record<Step, () => Promise<unknown>>> = {
          deliver: () => made.moderate(event),
          'screen one': () => made.screened(one, clean),
          'screen two': () => made.screened(two, isExplicit ? explicit : clean),
          drain: () => made.drain(),
        };
        for (const step of steps) await work[step]().catch(() => undefined);
        isOver = true;
        for (const step of all) await work[step]();
        expect(only(cases).verdict?.decision).toBe(isExplicit ? 'reject' : 'approve');
        expect(verdicts(cases)).toHaveLength(1);
      },
    ),
    { numRuns: 200 },
  );
});
