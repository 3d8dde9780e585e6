import '../support/environment';
import { ArtefactError } from '../../../../lambdas/fraud/adapters/artefact-store';
import { createCases } from '../../../../lambdas/fraud/cases.handler';
import type { DecisionView } from '../../../../lambdas/fraud/domain/api/decision-view';
import type { AuthoredLineup } from '../../../../lambdas/fraud/domain/api/models';
import type { AuthoredRules } from '../../../../lambdas/fraud/domain/api/rules';
import type { Review } from '../../../../lambdas/fraud/domain/review/review';
import { createFeedback } from '../../../../lambdas/fraud/feedback.handler';
import { createModels } from '../../../../lambdas/fraud/models.handler';
import { createReviews } from '../../../../lambdas/fraud/reviews.handler';
import { createRules } from '../../../../lambdas/fraud/rules.handler';
import type { AuditEntry } from '../../../../lambdas/shared/domain/audit-event';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import type { HttpResponse } from '../../../../lambdas/shared/http';
import { type HttpEvent, httpRoute } from '../../../../lambdas/shared/http-route';
import { httpEvent } from '../../chat/http/support/event';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { compile } from '../support/deciding';
import { smallModel } from '../support/model';
import { strange, suspicious, trusting } from '../support/other-models';

const dave: Principal = { ...alice, userId: 'dave', groups: ['risk'] };
const erin: Principal = { ...dave, userId: 'erin' };
const machine: Principal = { ...alice, userId: 'key:1', groups: [], credential: 'api-key' };

/** A handler in its own pipeline. */
function pipeline(handler: (event: HttpEvent) => Promise<HttpResponse>) {
  const route = httpRoute(capturedLogger().logger).handler(handler);
  return async (
    who: Principal,
    httpMethod: string,
    resource: string,
    body?: unknown,
    query?: Record<string, string>,
    pathParameters?: Record<string, string>,
  ) => {
    const event = httpEvent(
      {
        httpMethod,
        resource,
        ...(query && { queryStringParameters: query }),
        pathParameters: pathParameters ?? { decisionId: 'd1' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
      who,
    );
    const response = (await invoke(route, event)) as { statusCode: number; body: string };
    return { status: response.statusCode, json: JSON.parse(response.body) };
  };
}

const rule = { id: 'one', reason: 'One', when: 'score > 0.5', outcome: 'review', mode: 'live' };

function rulesApi() {
  const audited: AuditEntry[] = [];
  const known: { current?: AuthoredRules; draft?: AuthoredRules } = {};
  const send = pipeline(
    createRules({
      store: {
        both: async () => ({ held: known.current?.version ?? 0, ...known }),
        version: async (_org, version) => (known.current?.version === version ? known.current : undefined),
        putDraft: async (_org, draft) => void Object.assign(known, { draft }),
        async approve(_org, rules, before) {
          if ((known.current?.version ?? 0) !== before) return false;
          known.current = rules;
          delete known.draft;
          return true;
        },
      },
      samples: { recent: async () => [] },
      compile,
      audit: { record: async (entry) => void audited.push(entry) },
      now: () => 7,
    }),
  );
  return { send, known, audited };
}

describe('rules', () => {
  it('hold when somebody else has approved them, and both are audited', async () => {
    const { send, known, audited } = rulesApi();
    expect((await send(dave, 'GET', '/v1/rules')).json.current).toMatchObject({ version: 0, author: 'blueprint' });
    const draft = await send(dave, 'PUT', '/v1/rules/draft', { rules: [rule] });
    expect(draft).toMatchObject({ status: 200, json: { version: 1, author: 'dave', writtenAt: 7 } });
    const approval = { version: 1 };
    expect(await send(dave, 'POST', '/v1/rules/draft/approval', approval)).toMatchObject({
      ...{ status: 403, json: { code: 'own_draft' } },
    });
    expect((await send(erin, 'POST', '/v1/rules/draft/approval', approval)).status).toBe(200);
    expect(known).toMatchObject({ current: { version: 1, author: 'dave', approvedBy: 'erin', approvedAt: 7 } });
    expect(await send(erin, 'POST', '/v1/rules/draft/approval', approval)).toMatchObject({
      ...{ status: 409, json: { code: 'other_draft' } },
    });
    const version = async (text: string) =>
      send(dave, 'GET', '/v1/rules/versions/{version}', undefined, undefined, { version: text });
    expect((await version('1')).json).toMatchObject({ version: 1, author: 'dave', rules: [rule] });
    expect((await version('0')).json).toMatchObject({ version: 0, author: 'blueprint' });
    expect(await version('2')).toMatchObject({ status: 404, json: { code: 'rules_not_found' } });
    expect(await version('-1')).toMatchObject({ status: 400, json: { code: 'invalid_request' } });
    expect(audited.map(({ action, actor }) => `${action} ${actor.userId}`)).toEqual([
      'rules.drafted dave',
      'rules.approved erin',
    ]);
  });

  it.each([
    ['no condition', { rules: [{ ...rule, when: 'amount > 1' }] }, 'invalid_rule'],
    ['two of one id', { rules: [rule, rule] }, 'invalid_request'],
    ['no rules', {}, 'invalid_request'],
    ['no JSON', 'text', 'invalid_request'],
  ])('are refused with the reason: %s', async (_, body, code) => {
    const { send, known } = rulesApi();
    for (const [method, path] of [
      ['PUT', '/v1/rules/draft'],
      ['POST', '/v1/rules/backtest'],
    ] as const)
      expect(await send(dave, method, path, body)).toMatchObject({ status: 400, json: { code } });
    expect(known).toEqual({});
  });

  it('are for people of the group alone', async () => {
    const { send } = rulesApi();
    for (const who of [machine, alice]) expect((await send(who, 'GET', '/v1/rules')).status).toBe(403);
  });
});

/** No finding is told, so nothing is learnt. */
const noLearning = {
  store: {
    find: async () => undefined,
    read: () => Promise.reject(new Error('nothing to read')),
    commit: () => Promise.reject(new Error('nothing to write')),
  },
  ...{ storeMs: 1_000, now: () => 0, random: () => 0 },
};
function modelsApi() {
  const audited: AuditEntry[] = [];
  const known: { current?: AuthoredLineup; draft?: AuthoredLineup } = {};
  const artefacts: Record<string, unknown> = {
    ...{ [suspicious.sha256]: suspicious, [strange.sha256]: strange },
    ...{ [trusting.sha256]: suspicious, [empty]: {} },
  };
  const send = pipeline(
    createModels({
      store: {
        both: async () => ({ held: known.current?.version ?? 0, ...known }),
        putDraft: async (_org, draft) => void Object.assign(known, { draft }),
        async approve(_org, lineup, before) {
          if ((known.current?.version ?? 0) !== before) return false;
          known.current = lineup;
          delete known.draft;
          return true;
        },
      },
      artefacts: {
        async read(sha256) {
          const artefact = artefacts[sha256];
          if (!artefact) throw new ArtefactError(`models/${sha256}.json is not in the bucket of models`);
          return artefact;
        },
      },
      bundled: smallModel,
      audit: { record: async (entry) => void audited.push(entry) },
      now: () => 7,
    }),
  );
  return { send, known, audited };
}
const empty = 'e'.repeat(64);

describe('models', () => {
  const champion = { sha256: smallModel.sha256 };
  const { sha256 } = suspicious;
  const canary = { sha256, mode: 'canary', share: 0.1 };

  it('decide when somebody else has approved them, and both are audited', async () => {
    const { send, known, audited } = modelsApi();
    const named = { sha256: smallModel.sha256, version: 'small' };
    expect((await send(dave, 'GET', '/v1/models')).json).toEqual({
      current: { version: 0, author: 'blueprint', writtenAt: 0, lineup: { champion: named } },
      bundled: named,
    });
    const draft = await send(dave, 'PUT', '/v1/models/draft', { champion, challenger: canary });
    const lineup = { champion: named, challenger: { ...canary, version: 'suspicious' } };
    expect(draft).toEqual({ status: 200, json: { version: 1, author: 'dave', writtenAt: 7, lineup } });
    const approve = (who: Principal) => send(who, 'POST', '/v1/models/draft/approval', { version: 1 });
    expect(await approve(dave)).toMatchObject({ status: 403, json: { code: 'own_draft' } });
    expect((await approve(erin)).status).toBe(200);
    expect(known).toMatchObject({ current: { version: 1, approvedBy: 'erin', lineup } });
    expect(await approve(erin)).toMatchObject({ status: 409, json: { code: 'other_draft' } });
    expect(audited.map(({ action, actor }) => `${action} ${actor.userId}`)).toEqual([
      'models.drafted dave',
      'models.approved erin',
    ]);
    expect(audited[0]?.details).toEqual({ version: 1, lineup: JSON.stringify(lineup) });
  });

  it.each<[string, object, string, RegExp]>([
    [
      'that is not there',
      { sha256: '0'.repeat(64) },
      'invalid_model',
      /^challenger: models\/0+\.json is not in the bucket/,
    ],
    [
      'that asks for what is not computed',
      { sha256: strange.sha256 },
      'invalid_model',
      /moon_phase, which is not computed/,
    ],
    ['with the trees of another one', { sha256: trusting.sha256 }, 'invalid_model', /has the trees of/],
    ['that is no artefact', { sha256: empty }, 'invalid_model', /no artefact of a model/],
    ['by another name', { version: 'trusted' }, 'invalid_model', /is called suspicious, not trusted/],
    ['that is the champion', champion, 'invalid_request', /challenger.sha256: must be another model/],
    ['by no hash', { sha256: 'abc' }, 'invalid_request', /challenger.sha256: must be a SHA-256/],
    ['without a share', { share: 0 }, 'invalid_request', /challenger.share: must be more than 0/],
    ['beyond all accounts', { share: 1.1 }, 'invalid_request', /challenger.share: must be at most 1/],
    ['in another mode', { mode: 'live' }, 'invalid_request', /challenger.mode/],
  ])('one %s is refused with the reason', async (_, more, code, detail) => {
    const { send, known } = modelsApi();
    const draft = { champion, challenger: { ...canary, ...more } };
    const { status, json } = await send(dave, 'PUT', '/v1/models/draft', draft);
    expect([status, json.code, json.detail]).toEqual([400, code, expect.stringMatching(detail)]);
    expect(known).toEqual({});
  });

  it('are for people of the group alone', async () => {
    const { send } = modelsApi();
    for (const who of [machine, alice]) expect((await send(who, 'GET', '/v1/models')).status).toBe(403);
  });
});

function reviewsApi(review: Partial<Review> = {}) {
  const audited: AuditEntry[] = [];
  const state = { now: 0, changed: false };
  let held: Review = { decisionId: 'd1', expectedLoss: 5, openedAt: 0, status: 'open', version: 1, ...review };
  const send = pipeline(
    createReviews({
      store: {
        find: async (org, id) => (org === 'acme' && id === held.decisionId ? { review: held, ttl: 9 } : undefined),
        waiting: async () => [held],
        async put(_org, { review: next }) {
          if (state.changed) return false;
          held = { ...next, version: next.version + 1 };
          return true;
        },
      },
      audit: { record: async (entry) => void audited.push(entry) },
      learning: noLearning,
      now: () => state.now,
    }),
  );
  return { send, audited, state };
}

describe('reviews', () => {
  const path = (step: string) => `/v1/reviews/{decisionId}/${step}`;
  const verdict = { verdict: 'decline', reason: 'stolen' };

  it('are claimed, decided and appealed against, and the audit has no words of people', async () => {
    const { send, audited } = reviewsApi();
    expect((await send(dave, 'GET', '/v1/reviews')).json.reviews).toHaveLength(1);
    expect(await send(dave, 'POST', path('decision'), verdict)).toMatchObject({
      status: 409,
      json: { code: 'not_claimed' },
    });
    expect((await send(dave, 'POST', path('claim'))).json).toMatchObject({ claim: { by: 'dave' }, version: 2 });
    expect(await send(erin, 'POST', path('claim'))).toMatchObject({ status: 409, json: { code: 'claimed' } });
    expect((await send(dave, 'POST', path('decision'), verdict)).json).toMatchObject({ status: 'decided' });
    expect((await send(erin, 'POST', path('appeal'), { reason: 'no theft' })).json).toMatchObject({
      status: 'appealed',
    });
    expect(await send(dave, 'POST', path('claim'))).toMatchObject({ status: 409, json: { code: 'own_decision' } });
    expect(audited.map(({ action }) => action)).toEqual(['review.claimed', 'review.decided', 'review.appealed']);
    expect(JSON.stringify(audited)).not.toMatch(/stolen|theft/);
  });

  it('that somebody changed meanwhile, that are not there, or that are asked for badly, stay as they are', async () => {
    const { send, state, audited } = reviewsApi();
    expect(await send(dave, 'POST', path('decision'), { verdict: 'maybe' })).toMatchObject({ status: 400 });
    expect(await send({ ...dave, org: 'globex' }, 'POST', path('claim'))).toMatchObject({
      ...{ status: 404, json: { code: 'review_not_found' } },
    });
    state.changed = true;
    expect(await send(dave, 'POST', path('claim'))).toMatchObject({ status: 409, json: { code: 'changed' } });
    for (const who of [machine, alice]) expect((await send(who, 'GET', '/v1/reviews')).status).toBe(403);
    expect(audited).toEqual([]);
  });
});

describe('cases', () => {
  const asked: unknown[] = [];
  const api = (view?: DecisionView) =>
    pipeline(
      createCases({
        cases: { find: async () => view },
        recent: {
          async page(...args) {
            asked.push(args);
            return { decisions: [] };
          },
          counted: async () => [{ decision: 'approve', decidedAt: 5, fraud: false }],
        },
        linked: { find: async (org) => (org === 'acme' ? { linked: [] } : undefined) },
        ...{ share: 0.5, currency: 'EUR' },
      }),
    );

  it('that are not there are said to be, and of bad feedback what is wrong with it', async () => {
    expect(await api()(machine, 'GET', '/v1/decisions/{decisionId}')).toMatchObject({
      status: 404,
      json: { code: 'decision_not_found' },
    });
    const send = pipeline(createFeedback({ learning: noLearning, metrics: { add: () => undefined } }));
    const feedback = { decisionId: 'd_0000000000000000000000', fraud: true, source: 'issuer' };
    expect(await send(machine, 'POST', '/v1/feedback', feedback)).toMatchObject({ status: 404 });
    for (const wrong of [
      { ...feedback, fraud: 'yes' },
      { ...feedback, decisionId: 'x' },
      { ...feedback, more: 1 },
      { ...feedback, corrects: 0 },
    ])
      expect(await send(machine, 'POST', '/v1/feedback', wrong)).toMatchObject({
        status: 400,
        json: { code: 'invalid_request' },
      });
    expect(await send(alice, 'POST', '/v1/feedback', feedback)).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    });
  });

  it('are listed by page, with the part of all that are', async () => {
    const send = api();
    const place = `2026-11-28T10:00:00.000Z#d_${'a'.repeat(22)}`;
    const list = (query?: Record<string, string>, who = machine) => send(who, 'GET', '/v1/decisions', undefined, query);
    expect((await list()).json).toEqual({ decisions: [], share: 0.5, currency: 'EUR' });
    await list({ limit: '100', before: place });
    expect(asked).toEqual([
      ['acme', 25, undefined],
      ['acme', 100, place],
    ]);
    for (const [query, said] of [
      [{ limit: '101' }, /^limit: must be a whole number from 1 to 100/],
      [{ limit: 'all' }, /^limit: must be a whole number from 1 to 100/],
      [{ before: 'yesterday' }, /^before: must be one that this API gave/],
    ] as const) {
      const { status, json } = await list(query);
      expect([status, json.code]).toEqual([400, 'invalid_request']);
      expect(json.detail).toMatch(said);
    }
    expect((await list(undefined, alice)).status).toBe(403);
    expect((await send(alice, 'GET', '/v1/stats')).status).toBe(403);
    expect((await send(dave, 'GET', '/v1/stats')).json).toMatchObject({ decisions: 1, share: 0.5, currency: 'EUR' });
  });

  it('show what people made of them to people alone, and what they share to their own organisation', async () => {
    const review: Review = { decisionId: 'd1', expectedLoss: 5, openedAt: 0, status: 'open', version: 1 };
    const decision: DecisionView = {
      ...{ decisionId: 'd1', decision: 'review', reasons: [], degraded: [], payment: {}, features: {}, decidedAt: 1 },
      rules: { version: 0, matched: [], shadow: [] },
      lists: {},
      policy: { falsePositive: 1, review: 1, missedFraud: { fixed: 1, perAmount: 1 }, unscoredReviewFrom: 1 },
    };
    const send = api({ ...decision, review });
    expect((await send(machine, 'GET', '/v1/decisions/{decisionId}')).json).toEqual(decision);
    expect((await send(dave, 'GET', '/v1/decisions/{decisionId}')).json).toEqual({ ...decision, review });
    const linked = '/v1/decisions/{decisionId}/linked';
    expect((await send(dave, 'GET', linked)).json).toEqual({ linked: [] });
    expect((await send({ ...dave, org: 'globex' }, 'GET', linked)).status).toBe(404);
  });
});
