import '../support/environment';
import { type AuditEntry, type AuditEvent, auditEventOf } from '../../../../lambdas/shared/domain/audit-event';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import { sha256 } from '../../../../lambdas/shared/hash';
import type { HttpResponse } from '../../../../lambdas/shared/http';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { createApprovedReader } from '../../../../lambdas/shared/stores/approved-reader';
import { createApprovedStore } from '../../../../lambdas/shared/stores/approved-store';
import { policyKey } from '../../../../lambdas/streaming/adapters/case-items';
import { createImageLooks } from '../../../../lambdas/streaming/adapters/image-looks';
import { createRecordedCases } from '../../../../lambdas/streaming/adapters/recorded-cases';
import { createTrialStore } from '../../../../lambdas/streaming/adapters/trial-store';
import { createCurrentPolicy, storedPolicySchema } from '../../../../lambdas/streaming/current-policy';
import { authoredPolicy } from '../../../../lambdas/streaming/domain/api/moderation-policy';
import { defaultPolicy } from '../../../../lambdas/streaming/domain/cascade/default-policy';
import { readyPolicy } from '../../../../lambdas/streaming/domain/cascade/judging';
import { trialSchema } from '../../../../lambdas/streaming/domain/cascade/trial-result';
import { policyHash } from '../../../../lambdas/streaming/domain/moderation/policy-hash';
import { createModerating } from '../../../../lambdas/streaming/moderating';
import { createModerationPolicy } from '../../../../lambdas/streaming/moderation-policy.handler';
import { httpEvent } from '../../chat/http/support/event';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { NOW } from '../support/events';
import { type ItemTable, startItemTable } from '../support/item-table';
import { MemoryCases, moderatingDeps, submitted, texts } from '../support/moderation';

const place = { table: 'items', keyOf: policyKey };
let table: ItemTable;
let made = 0;
beforeAll(async () => {
  table = await startItemTable();
});
afterAll(() => table.stop());

function setUp() {
  const org = `org-${made++}`;
  const person = (userId: string, ...groups: string[]): Principal => ({ ...alice, org, userId, groups });
  const [ann, cleo] = [person('ann', 'moderators'), person('cleo', 'senior-moderators')];
  const [dora, zoe] = [person('dora', 'senior-moderators'), person('zoe')];
  const audited: AuditEvent[] = [];
  let time = NOW;
  const later = () => {
    time += 1_000;
  };
  const route = httpRoute(capturedLogger().logger).handler(
    createModerationPolicy({
      store: createApprovedStore(table.document, place, authoredPolicy),
      recorded: createRecordedCases(table.document, 'items', () => NOW),
      trials: createTrialStore(table.document, 'items'),
      images: createImageLooks(table.document, 'items', () => NOW),
      audit: {
        record: async (entry: AuditEntry) =>
          void audited.push(auditEventOf(entry, 'id', new Date(NOW).toISOString(), false)),
      },
      now: () => time,
    }),
  );
  const call = async (who: Principal, httpMethod: string, path = '', body?: unknown, version?: string) => {
    const event = httpEvent(
      {
        ...{ httpMethod, resource: `/v1/moderation/policy${path}`, body: JSON.stringify(body) },
        ...(version !== undefined && { pathParameters: { version } }),
      },
      who,
    );
    const answer = (await invoke(route, event)) as HttpResponse;
    return { status: answer.statusCode, json: JSON.parse(answer.body) };
  };
  const trial = (who: Principal) => call(who, 'POST', '/draft/trial', {});
  const draft = (who: Principal, policy: unknown) => call(who, 'PUT', '/draft', policy);
  const approve = (who: Principal, version: number, writtenAt?: number) =>
    call(who, 'POST', '/draft/approval', { version, writtenAt });
  return { org, ann, cleo, dora, zoe, audited, call, draft, trial, approve, later };
}

/** The default, with a word of its own that is forbidden. */
const withWord = (text: string) => ({
  ...defaultPolicy,
  filters: {
    ...defaultPolicy.filters,
    ...{ id: 'ours', version: 99 },
    patterns: [{ id: 'own', text, category: 'goods', action: 'reject' }],
  },
});

/** Gives what an organisation's items are judged by, at a time that only goes on when the caller says so. */
function currentPolicies() {
  const time = { now: NOW };
  const errors: unknown[] = [];
  let makes = 0;
  const policyOf = createCurrentPolicy({
    stored: createApprovedReader(table.document, place, storedPolicySchema),
    make(policy, unread) {
      makes += 1;
      return readyPolicy(policy, sha256, unread);
    },
    now: () => time.now,
    onError: (error) => void errors.push(error),
  });
  const later = () => {
    time.now += 60_000;
  };
  return { policyOf, later, errors, makes: () => makes };
}

it('what one person drafts holds when a senior who has not written it approves it, and verdicts name it', async () => {
  const { org, ann, cleo, dora, call, draft, approve, audited } = setUp();
  expect((await call(ann, 'GET')).json).toEqual({ current: expect.objectContaining({ version: 0 }) });
  const { policyOf, later, makes } = currentPolicies();
  const judge = async (content: string) => {
    const moderate = createModerating(moderatingDeps(new MemoryCases(), { policyOf }));
    const moderated = await moderate({ ...submitted({ content, text: 'buy my turnips now' }), org });
    if (moderated.kind !== 'judged') throw new Error(moderated.kind);
    return moderated.case;
  };
  expect(await judge('before')).toMatchObject({ verdict: { decision: 'approve' }, policy: { version: 0 } });

  const drafted = await draft(cleo, withWord('turnips'));
  expect(drafted).toMatchObject({
    status: 200,
    json: { version: 1, author: 'cleo', policy: { filters: { version: 1 } } },
  });
  expect((await approve(ann, 1)).json.code).toBe('senior_required');
  expect((await approve(cleo, 1)).json.code).toBe('own_draft');
  expect((await approve(dora, 2)).json.code).toBe('other_draft');
  later();
  expect(await judge('drafted')).toMatchObject({ verdict: { decision: 'approve' } });
  const approved = await approve(dora, 1);
  expect(approved.status).toBe(200);

  later();
  const hash = policyHash(approved.json.policy, sha256);
  expect(await judge('after')).toMatchObject({
    ...{ verdict: { decision: 'reject' }, policy: { id: 'ours', version: 1, hash } },
  });
  later();
  await judge('again');
  expect(makes()).toBe(2);
  expect((await call(ann, 'GET', '/versions/{version}', undefined, '1')).json.policy).toEqual(approved.json.policy);
  expect((await call(ann, 'GET', '/versions/{version}', undefined, '0')).json.policy).toEqual(defaultPolicy);
  expect((await call(ann, 'GET', '/versions/{version}', undefined, '7')).json.code).toBe('policy_not_found');
  expect(audited.map(({ action, details }) => [action, details.version, details.hash])).toEqual([
    ['policy.drafted', 1, hash],
    ['policy.approved', 1, hash],
  ]);
});

it('a draft that was written again is not approved by who has looked at the one before', async () => {
  const { ann, dora, call, draft, approve, later } = setUp();
  const looked = (await draft(ann, withWord('turnips'))).json;
  later();
  const { json: written } = await draft(ann, withWord('nothing'));
  expect(written.version).toBe(looked.version);
  expect((await approve(dora, looked.version, looked.writtenAt)).json.code).toBe('other_draft');
  expect((await call(ann, 'GET')).json.current.version).toBe(0);
  expect((await approve(dora, written.version, written.writtenAt)).status).toBe(200);
});

it('a draft that is written while another is approved never takes the place of a version that held', async () => {
  const { org, ann, dora, call, draft, approve } = setUp();
  await draft(ann, withWord('turnips'));
  const store = createApprovedStore(table.document, place, authoredPolicy);
  const late = (await store.both(org)).draft;
  if (!late) throw new Error('there is no draft');
  expect((await approve(dora, 1)).status).toBe(200);
  await store.putDraft(org, { ...late, policy: defaultPolicy });
  expect((await approve(dora, 1)).json.code).toBe('other_draft');
  const { json } = await call(ann, 'GET', '/versions/{version}', undefined, '1');
  expect(json.policy.filters.patterns).toHaveLength(1);
});

it('of many items that are read at once, one has the policy read and made ready', async () => {
  const { org, ann, dora, draft, approve } = setUp();
  const { policyOf, later, makes } = currentPolicies();
  const all = () => Promise.all(Array.from({ length: 16 }, () => policyOf(org)));
  const numbers = async () => [...new Set((await all()).map(({ policy }) => policy.filters.version))];
  expect([await numbers(), makes()]).toEqual([[0], 1]);
  await draft(ann, withWord('turnips'));
  await approve(dora, 1);
  later();
  expect([await numbers(), makes()]).toEqual([[1], 2]);
});

it('is for people who moderate, and refuses what is no policy or too large, with what would be right', async () => {
  const { ann, zoe, call, draft } = setUp();
  expect((await call(zoe, 'GET')).json.code).toBe('forbidden');
  const noRules = await draft(ann, { ...defaultPolicy, rules: [] });
  expect([noRules.status, noRules.json.detail]).toEqual([400, expect.stringContaining('one rule for each category')]);
  const rules = defaultPolicy.rules.map((rule) => ({ ...rule, forbids: 'x'.repeat(2_000) }));
  expect((await draft(ann, { ...defaultPolicy, rules })).status).toBe(200);
  const ids = Array.from({ length: 6 }, (_, index) => `more-${index}`);
  const wordy = await draft(ann, {
    ...defaultPolicy,
    filters: {
      ...defaultPolicy.filters,
      categories: [...defaultPolicy.filters.categories, ...ids.map((id) => ({ id, policyId: id, because: id }))],
    },
    rules: [...rules, ...ids.map((category) => ({ category, severity: 1, forbids: 'x'.repeat(2_000) }))],
  });
  expect([wordy.status, wordy.json.detail]).toEqual([400, expect.stringContaining('20000 characters together')]);
  const many = Array.from({ length: 6_000 }, (_, index) => `host-${index}-${'x'.repeat(50)}.example`);
  const { filters } = defaultPolicy;
  const large = await draft(ann, {
    ...defaultPolicy,
    filters: { ...filters, links: { ...filters.links, blocked: many } },
  });
  expect([large.status, large.json.code]).toEqual([413, 'policy_too_large']);
});

it('of a policy that this version cannot read, everything waits for a person; without the store nothing is judged', async () => {
  const { org, ann, dora, call, draft, approve } = setUp();
  const store = createApprovedStore(table.document, place, storedPolicySchema as never);
  const stored = { version: 1, author: ann.userId, writtenAt: NOW, policy: { from: 'the future' } };
  await store.putDraft(org, stored as never);
  expect(await store.approve(org, stored as never, 0)).toBe(true);
  const { policyOf, errors } = currentPolicies();
  const moderate = createModerating(moderatingDeps(new MemoryCases(), { policyOf }));
  expect(await moderate({ ...submitted({ text: texts.clean }), org })).toMatchObject({
    case: { status: 'held', path: [{ tier: 1, outcome: 'unavailable', detail: expect.stringContaining('version 1') }] },
  });
  expect(errors).toHaveLength(1);
  expect((await call(ann, 'GET')).json).toMatchObject({ current: { version: 0 }, unread: 1 });
  // Another one can take its place.
  expect((await draft(ann, defaultPolicy)).json.version).toBe(2);
  expect((await approve(dora, 2)).status).toBe(200);
  expect((await call(ann, 'GET')).json).not.toHaveProperty('unread');

  const away = createModerating(
    moderatingDeps(new MemoryCases(), { policyOf: () => Promise.reject(new Error('the table is away')) }),
  );
  await expect(away(submitted({}))).rejects.toThrow('the table is away');
});

describe('a trial of the draft', () => {
  const held = 'kill yourself at the market';
  /** Cases of the organisation: what waits, and what a person has judged. */
  async function record(org: string) {
    const judge = createModerating(
      moderatingDeps(table.store, {
        classify: async () => ({
          value: { danger: 0.1, harassment: 0.3, fraud: 0.7, goods: 0, advertising: 0 },
        }),
      }),
    );
    const submit = (content: string, text: string) => judge({ ...submitted({ content, text }), org });
    await submit('waits', 'Meet me at the casino tonight');
    await submit('approved', held);
    await submit('gone', texts.clean);
    const found = await table.store.find(org, 'approved');
    if (!found) throw new Error('the case is gone');
    const verdict = { decision: 'approve', tier: 4, by: 'ann', at: NOW, note: 'a song' } as const;
    await table.store.put({ ...found, status: 'decided', verdict });
  }
  /** The default, with another word and other thresholds of the classifier. */
  const stricter = {
    ...defaultPolicy,
    filters: {
      ...defaultPolicy.filters,
      patterns: [
        ...defaultPolicy.filters.patterns,
        { id: 'market', text: 'market', category: 'goods', action: 'reject' },
      ],
    },
    classifier: { approveTo: 0.05, rejectFrom: 0.6 },
  };

  it('tells what would change, against whom, and by what; whoever approves is told of it', async () => {
    const { org, ann, cleo, dora, zoe, call, draft, trial, approve } = setUp();
    expect((await trial(ann)).json.code).toBe('no_draft');
    expect((await trial(zoe)).json.code).toBe('forbidden');
    await record(org);
    await draft(cleo, stricter);
    expect((await call(ann, 'GET')).json).not.toHaveProperty('trial');
    const tried = await trial(ann);
    expect(tried.status).toBe(200);
    expect(trialSchema.parse(tried.json)).toEqual({
      ...{ version: 1, writtenAt: NOW, at: NOW, by: 'ann', from: NOW, to: NOW },
      ...{ cases: 2, isComplete: true, judgedByPeople: 1, audited: 0 },
      changed: expect.arrayContaining([
        {
          ...{ from: 'model', to: 'reject', cases: 1, peopleApproved: 0, peopleRejected: 0, againstPeople: 0 },
          examples: [{ id: 'waits', version: 1 }],
        },
        {
          ...{ from: 'person', to: 'reject', cases: 1, peopleApproved: 1, peopleRejected: 0, againstPeople: 1 },
          examples: [{ id: 'approved', version: 1 }],
        },
      ]),
      found: { 'possible-words casino': 1, 'possible-words kill': 1, 'words market': 1 },
    });
    expect((await call(dora, 'GET')).json.trial).toEqual(tried.json);
    const approved = await approve(dora, 1);
    expect([approved.status, approved.json.trial]).toEqual([200, tried.json]);
    expect((await call(ann, 'GET')).json).not.toHaveProperty('trial');
  });

  it('of a draft that was written again is none of it, and an untried one is approved without', async () => {
    const { org, ann, cleo, dora, call, draft, trial, approve, later } = setUp();
    await record(org);
    await draft(cleo, defaultPolicy);
    expect((await trial(ann)).json.changed).toEqual([]);
    later();
    await draft(cleo, stricter);
    expect((await call(ann, 'GET')).json).not.toHaveProperty('trial');
    expect((await approve(dora, 1)).json).not.toHaveProperty('trial');
  });
});
