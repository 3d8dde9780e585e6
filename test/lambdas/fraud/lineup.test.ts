import * as fc from 'fast-check';
import './support/environment';
import { ArtefactError } from '../../../lambdas/fraud/adapters/artefact-store';
import { canaryPlace, takesPart } from '../../../lambdas/fraud/canary-place';
import { createCurrentLineup } from '../../../lambdas/fraud/current-lineup';
import type { Challenger, Lineup } from '../../../lambdas/fraud/domain/model/lineup';
import { createLoadedModels, ready } from '../../../lambdas/fraud/loaded-models';
import { decideApi, payment } from './support/decide-api';
import { scoringOf } from './support/deciding';
import { smallModel } from './support/model';
import { strange, suspicious, trusting } from './support/other-models';
import { VirtualTime } from './support/virtual-time';

const champion = { sha256: smallModel.sha256, version: smallModel.version };
const challenger = (mode: Challenger['mode'], share = 1, { sha256, version } = suspicious): Challenger => ({
  ...{ sha256, version, mode, share },
});

/** Decisions by a lineup, over a bucket of models. */
function setUp(lineup: Lineup, bucket: Readonly<Record<string, unknown>> = {}) {
  const world = { reads: [] as string[], errors: [] as unknown[], events: [] as string[], now: 0 };
  const artefacts: Record<string, unknown> = {
    [suspicious.sha256]: suspicious,
    [trusting.sha256]: trusting,
    ...bucket,
  };
  const bundled = ready(smallModel);
  const models = createLoadedModels({
    artefacts: {
      async read(sha256) {
        world.reads.push(sha256);
        const artefact = await artefacts[sha256];
        if (artefact === undefined) throw new ArtefactError(`models/${sha256}.json is not in the bucket of models`);
        return artefact;
      },
    },
    bundled,
    now: () => world.now,
    onError: (_, error) => world.errors.push(error),
  });
  const note = (event: string) => void world.events.push(event);
  const api = decideApi({ score: scoringOf({ bundled, models, lineup: async () => lineup, note }) });
  let keys = 0;
  const pay = (account = 'account-1') => {
    keys += 1;
    const key = `key-${keys}`;
    return api.send({ ...payment, account, card: key, device: key, merchant: key, ip: '203.0.113.9' }, { key });
  };
  return { world, artefacts, models, pay, ...api };
}

describe('a canary', () => {
  it('decides, and the answer and what is kept say which model it was', async () => {
    const { pay, store } = setUp({ champion, challenger: challenger('canary') });
    const { json } = await pay();
    expect(json).toMatchObject({
      decision: 'decline',
      model: { version: 'suspicious', ran: 'in-process' },
      degraded: [],
    });
    const { sha256 } = suspicious;
    expect(store.committed).toMatchObject([{ model: { version: 'suspicious', sha256, ran: 'in-process' } }]);
    expect(store.committed[0]?.shadow).toBeUndefined();
  });

  it('takes part in the same accounts whenever they pay, and in no others', async () => {
    const trial = challenger('canary', 0.5);
    const { pay } = setUp({ champion, challenger: trial });
    const versions = new Set<unknown>();
    for (const account of ['one', 'two', 'three', 'four', 'five', 'six']) {
      const expected = takesPart(trial, 'acme', account) ? 'suspicious' : 'small';
      for (let count = 0; count < 2; count += 1)
        expect((await pay(account)).json.model).toMatchObject({ version: expected });
      versions.add(expected);
    }
    expect([...versions].sort()).toEqual(['small', 'suspicious']);
  });

  it('keeps its accounts as its share grows, has about its share of them, and others in another organisation', () => {
    const { sha256 } = suspicious;
    fc.assert(
      fc.property(
        fc.string(),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (account, one, other) => {
          const trial = (share: number) => takesPart(challenger('canary', share), 'acme', account);
          if (trial(Math.min(one, other))) expect(trial(Math.max(one, other))).toBe(true);
          expect(trial(1)).toBe(true);
        },
      ),
    );
    const accounts = Array.from({ length: 4_000 }, (_, index) => `account-${index}`);
    const partOf = (org: string) => accounts.filter((account) => canaryPlace(org, account, sha256) < 0.25);
    // Six standard deviations of a binomial distribution.
    expect(Math.abs(partOf('acme').length - 1_000)).toBeLessThan(6 * Math.sqrt(4_000 * 0.25 * 0.75));
    expect(partOf('globex')).not.toEqual(partOf('acme'));
  });

  it('that cannot be had leaves the payment to the bundled model, and the answer says so', async () => {
    const { pay, world, artefacts } = setUp(
      { champion, challenger: challenger('canary', 1, strange) },
      { [strange.sha256]: strange },
    );
    const { json } = await pay();
    expect(json).toMatchObject({ decision: 'approve', model: { version: 'small' }, degraded: ['lineup'] });
    expect(String(world.errors[0])).toContain('moon_phase');
    expect(world.events).toEqual(['ArtefactMissing']);
    // It is not asked for again for each payment.
    await pay();
    expect(world.reads).toHaveLength(1);
    expect(Object.keys(artefacts)).toContain(strange.sha256);
  });
});

describe('a shadow', () => {
  it('scores beside, is kept with what it would have said, and changes nothing', async () => {
    const alone = setUp({ champion });
    const { pay, store, models } = setUp({ champion, challenger: challenger('shadow') });
    await models.get(suspicious.sha256);
    const [{ json }, { json: without }] = [await pay(), await alone.pay()];
    expect({ ...json, decisionId: 0 }).toEqual({ ...without, decisionId: 0 });
    expect(store.committed).toMatchObject([
      {
        model: { version: 'small', sha256: smallModel.sha256 },
        shadow: { version: 'suspicious', sha256: suspicious.sha256, score: expect.any(Number) },
      },
    ]);
    expect(store.committed[0]?.shadow?.score).toBeGreaterThan(0.9);
  });

  it('is not waited for: it scores from when it is there', async () => {
    const coming = Promise.withResolvers<unknown>();
    const { pay, store, models } = setUp(
      { champion, challenger: challenger('shadow') },
      { [suspicious.sha256]: coming.promise },
    );
    expect((await pay()).json).toMatchObject({ degraded: [] });
    coming.resolve(suspicious);
    await models.get(suspicious.sha256);
    await pay();
    expect(store.committed.map(({ shadow }) => shadow?.version)).toEqual([undefined, 'suspicious']);
  });

  it('that cannot be had is told of, and takes nothing from the decision', async () => {
    const { pay, world } = setUp({ champion, challenger: challenger('shadow', 1, strange) });
    for (let count = 0; count < 3; count += 1) expect((await pay()).json).toMatchObject({ degraded: [] });
    expect(world.errors).toEqual([expect.any(ArtefactError)]);
  });
});

describe('another champion', () => {
  const { sha256, version } = trusting;

  it('decides in process even where the bundled one is on an endpoint', async () => {
    const asked: unknown[] = [];
    const bundled = ready(smallModel);
    const artefacts = { read: async () => trusting };
    const score = scoringOf({
      models: createLoadedModels({ artefacts, bundled, now: () => 0, onError: () => undefined }),
      lineup: async () => ({ champion: { sha256, version } }),
      endpoint: async (row) => asked.push(row),
    });
    const { json } = await decideApi({ score }).send(payment);
    expect(json).toMatchObject({ model: { version: 'trusting', ran: 'in-process' }, degraded: [] });
    expect(asked).toEqual([]);
  });

  it('that does not come in time leaves the payment to the bundled one', async () => {
    const time = new VirtualTime();
    const events: string[] = [];
    const never = { get: () => time.wait(1e6).then(() => undefined), peek: () => undefined };
    const score = scoringOf({
      models: never,
      lineup: async () => ({ champion: { sha256, version } }),
      totalMs: 100,
      limit: time.limit,
      note: (event) => void events.push(event),
    });
    const { send } = decideApi({ score }, undefined, { ticks: () => time.now });
    expect((await time.until(send(payment))).json).toMatchObject({ model: { version: 'small' }, degraded: ['lineup'] });
    expect([time.now, events]).toEqual([100, ['LineupLate']]);
  });
});

describe('models in memory', () => {
  const has = (artefact: unknown) => {
    const bundled = ready(smallModel);
    const world = { now: 0, reads: 0, artefact, errors: [] as unknown[] };
    const models = createLoadedModels({
      artefacts: {
        async read() {
          world.reads += 1;
          if (world.artefact instanceof Error) throw world.artefact;
          return world.artefact;
        },
      },
      bundled,
      now: () => world.now,
      onError: (_, error) => world.errors.push(error),
    });
    return { world, models };
  };

  it('are read once, whoever asks at once', async () => {
    const { world, models } = has(suspicious);
    const found = await Promise.all(Array.from({ length: 5 }, () => models.get(suspicious.sha256)));
    expect(found.map((one) => one?.model.version)).toEqual(Array(5).fill('suspicious'));
    expect([world.reads, models.peek(suspicious.sha256)?.model.version]).toEqual([1, 'suspicious']);
  });

  it.each([
    ['other trees than their name says', trusting, /has the trees of/],
    ['trees that were changed', { ...suspicious, trees: trusting.trees }, /hash to/],
    ['no artefact', { version: 1 }, /no artefact of a model/],
    ['an error', new Error('S3 is away'), /S3 is away/],
  ])('with %s are none, and are asked for again after a while', async (_, artefact, message) => {
    const { world, models } = has(artefact);
    expect(await models.get(suspicious.sha256)).toBeUndefined();
    expect(await models.get(suspicious.sha256)).toBeUndefined();
    expect([world.reads, String(world.errors[0])]).toEqual([1, expect.stringMatching(message)]);
    world.now = 10_000;
    world.artefact = suspicious;
    expect((await models.get(suspicious.sha256))?.model.version).toBe('suspicious');
  });

  it('are bounded in number', async () => {
    const { world, models } = has(undefined);
    for (let model = 0; model < 9; model += 1) await models.get(String(model));
    await models.get('8');
    expect(world.reads).toBe(9);
    await models.get('0');
    expect(world.reads).toBe(10);
  });
});

it('an organisation without a lineup has the bundled model, and one whose lineup cannot be read its last one', async () => {
  const world = { now: 0, errors: [] as unknown[], stored: undefined as Lineup | Error | undefined };
  const lineup = createCurrentLineup({
    store: {
      async current() {
        if (world.stored instanceof Error) throw world.stored;
        return world.stored && { version: 1, author: 'dave', writtenAt: 0, lineup: world.stored };
      },
    },
    bundled: smallModel,
    now: () => world.now,
    onError: (error) => world.errors.push(error),
  });
  expect(await lineup('acme')).toEqual({ champion });
  const own = { champion: { sha256: trusting.sha256, version: 'trusting' } };
  for (const stored of [own, new Error('away')]) {
    world.stored = stored;
    world.now += 5_000;
    expect(await lineup('acme')).toEqual(own);
  }
  expect(world.errors).toHaveLength(1);
});
