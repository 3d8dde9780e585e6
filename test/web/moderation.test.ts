import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPolicy } from '../../lambdas/streaming/domain/cascade/default-policy';
import { checkData } from '../../lambdas/streaming/domain/events/schemas';
import { RequestError } from '../../web/client/chat-error';
import { jsonProblem } from '../../web/client/json-text';
import {
  categoriesOf,
  historyOf,
  imageStandingOf,
  mayAppeal,
  pathOf,
  queuesFor,
  standingOf,
  stepOf,
  submissionOf,
} from '../../web/client/moderation';
import { pagesOf } from '../../web/client/pages';
import { adviceOn, hiddenFrom, rightsOf } from '../../web/client/streaming';
import type { ModerationReview } from '../../web/client/streaming-client';

const review: ModerationReview = {
  review: 'r',
  content: {
    ...{ org: 'acme', id: 't1', version: 1, author: 'alice', text: 'Meet me at the casino', links: [], images: [] },
    ...{ trust: { ageDays: 1, rejections: 0 }, receivedAt: 1 },
  } as ModerationReview['content'],
  status: 'held',
  path: [
    { tier: 1, outcome: 'escalate', at: 2, category: 'advertising', detail: 'words casino' },
    { tier: 3, outcome: 'unavailable', at: 3 },
  ],
  ...{ reasons: [], severity: 2, rulings: [], appeals: [], policy: { id: 'p', version: 1, hash: 'h' } },
};
const rejected = { decision: 'reject', tier: 4, by: 'dave', note: 'An advertisement', at: 5 } as const;
const approved = { decision: 'approve', at: 5 } as const;
const dave = { userId: 'dave', isSenior: false };

test.each([
  ['a free one is claimed', {}, dave, { step: 'claim' }],
  ['a claimed one is decided', { claim: { by: 'dave', until: 100 } }, dave, { step: 'decide', leftMs: 90 }],
  ['a claim that is over is claimed again', { claim: { by: 'dave', until: 10 } }, dave, { step: 'claim' }],
  ['that of somebody else is left alone', { claim: { by: 'erin', until: 100 } }, dave, { step: 'none' }],
  ['nobody judges their own text', {}, { ...dave, userId: 'alice' }, { step: 'none' }],
  ['nor their own decision', { status: 'appealed', verdict: rejected }, dave, { step: 'none' }],
  [
    'an appeal is for somebody else',
    { status: 'appealed', verdict: rejected },
    { ...dave, userId: 'bob' },
    { step: 'claim' },
  ],
  ['a second appeal is for seniors', { status: 'escalated' }, dave, { step: 'none' }],
  ['who look at it', { status: 'escalated' }, { userId: 'erin', isSenior: true }, { step: 'claim' }],
  ['what is decided stays', { status: 'decided' }, dave, { step: 'none', why: 'It is decided.' }],
  ['an audit is claimed', { status: 'audit' }, dave, { step: 'claim' }],
  ['and decided', { status: 'audit', claim: { by: 'dave', until: 100 } }, dave, { step: 'decide' }],
  [
    'an audit changes nothing of what is published',
    { status: 'decided', verdict: { ...approved, tier: 1 }, audit: { finding: { ...rejected, by: 'dave' } } },
    dave,
    { step: 'none', why: expect.stringMatching(/stays published/) },
  ],
  [
    'nor of what is not',
    { status: 'decided', verdict: { ...rejected, tier: 1 }, audit: { finding: { ...approved, by: 'dave' } } },
    dave,
    { step: 'none', why: expect.stringMatching(/stays unpublished/) },
  ],
] as const)('reviews: %s', (_, change, reviewer, step) => {
  expect(stepOf({ ...review, ...change } as ModerationReview, reviewer, 10)).toMatchObject(step);
});

test('what happened is told in its order, with who it was', () => {
  const appeals = [{ reason: 'It is a song', by: 'alice', at: 7 }];
  const texts = historyOf({ ...review, verdict: rejected, appeals }, 'dave').map(({ text }) => text);
  expect(texts).toEqual([
    'Submitted by alice',
    'Filters passed it on, advertising, words casino',
    'Model gave no judgement',
    'Rejected by you: An advertisement',
    'Appeal by alice: It is a song',
  ]);
});

test('what an audit found is told beside what held, and before that nothing of either', () => {
  const finding = { ...rejected, note: 'Praises a lake', at: 9 };
  const verdict = { ...approved, tier: 1 };
  const texts = historyOf({ ...review, status: 'decided', path: [], verdict, audit: { finding } }, 'dave');
  expect(texts.map(({ text }) => text)).toEqual([
    'Submitted by alice',
    'Rejected in a blind audit by you: Praises a lake',
  ]);
  expect(standingOf({ status: 'audit' })).toEqual({ words: 'Waits for an audit', tone: 'pending' });
});

test('every moderator audits, and seniors look at second appeals', () => {
  expect(queuesFor({ isSenior: false })).toEqual(['moderators', 'audits']);
  expect(queuesFor({ isSenior: true })).toEqual(['moderators', 'senior-moderators', 'audits']);
});

test('where something stands is told in words', () => {
  expect(pathOf(review.path)).toBe('Filters passed it on → Model gave no judgement');
  expect(pathOf([{ tier: 1, outcome: 'approve', images: 2 }])).toBe('Filters approved (2 images)');
  const words = (status: string, decision?: 'approve' | 'reject') =>
    standingOf({ status, ...(decision && { decision }) });
  expect(words('held')).toEqual({ words: 'Waits for a person', tone: 'pending' });
  expect(words('decided', 'approve')).toEqual({ words: 'Published', tone: 'success' });
  expect(words('final', 'reject')).toEqual({ words: 'Not published', tone: 'error' });
  expect([
    mayAppeal({ status: 'decided', decision: 'reject' }),
    mayAppeal({ status: 'reviewed', decision: 'reject' }),
  ]).toEqual([true, true]);
  expect([
    mayAppeal({ status: 'decided', decision: 'approve' }),
    mayAppeal({ status: 'final', decision: 'reject' }),
  ]).toEqual([false, false]);
});

test('where an image stands is told with why nobody has said what it shows', () => {
  const image = { contentType: 'image/png', bytes: 7, width: 240, height: 180 };
  expect(imageStandingOf({ ...image, status: 'screened' })).toEqual({
    words: 'Looked at, 240 × 180 pixels.',
    tone: 'success',
  });
  const reason = 'It is too small for the model. A person looks at it.';
  expect(imageStandingOf({ ...image, status: 'screened', reason })).toMatchObject({ tone: 'pending' });
  const refused = { contentType: 'image/png', bytes: 7, status: 'refused', reason: 'It is broken.' } as const;
  expect(imageStandingOf(refused)).toEqual({ words: 'Not taken. It is broken.', tone: 'error' });
});

test('what is submitted is what the API takes, and its author is who is signed in', () => {
  const by = { id: 'x', userId: 'u', isNewAuthor: false };
  const takenAs = (text: string, images: readonly string[]) => {
    const { version, data } = submissionOf({ ...by, text, images }, 0);
    return checkData('content.submitted', version, data);
  };
  const sha256 = 'a'.repeat(64);
  const author = { ageDays: 365, rejections: 0 };
  const item = { user: 'u', content: 'x', version: 1, author };
  expect(takenAs('Hello', [])).toEqual({ kind: 'known', data: { ...item, text: 'Hello' } });
  expect(takenAs('', [sha256])).toEqual({ kind: 'known', data: { ...item, images: [{ sha256 }] } });
});

test('a person chooses among the rules of the policy', () => {
  expect(categoriesOf(defaultPolicy)[0]).toMatchObject({ value: 'danger', description: /threatens people/ });
  expect(categoriesOf(defaultPolicy)).toHaveLength(defaultPolicy.rules.length);
});

test('a policy that is no JSON is told where', () => {
  expect([jsonProblem('{}'), jsonProblem('[]'), jsonProblem('null')]).toEqual([
    undefined,
    'It has to be a JSON object.',
    'It has to be a JSON object.',
  ]);
  expect(jsonProblem('{"a": }')).toMatch(/^It is no JSON: /);
});

test('the page is there for everybody where the stage has the design, and tells what it hides', () => {
  expect(pagesOf({ ChatApiUrl: '/c', StreamingApiUrl: '/s', LiveWebSocketUrl: '/l' })).toEqual(['chat', 'streaming']);
  expect(pagesOf({ ChatApiUrl: '/c', StreamingApiUrl: '/s' })).toEqual(['chat']);
  const groups = (...names: readonly string[]) => hiddenFrom(rightsOf(names)).map(({ group }) => group);
  expect(groups()).toEqual(['operations', 'moderators']);
  expect(groups('operations')).toEqual(['moderators']);
  expect(groups('moderators')).toEqual(['operations', 'senior-moderators']);
  expect(groups('operations', 'senior-moderators')).toEqual([]);
});

/** Of these the service's own words say more: what is wrong with what was asked for, or that it failed. */
const inOwnWords = new Set([
  ...['invalid_request', 'invalid_event', 'invalid_data', 'invalid_entity', 'unknown_type', 'unknown_version'],
  ...['event_too_large', 'request_too_large', 'clock_off', 'too_old', 'item_not_found', 'policy_not_found'],
  ...['timeout', 'internal_error'],
]);

test('an error of the API says what to do next, and each of its codes is known or speaks for itself', () => {
  const api = readFileSync(join(__dirname, '../../docs/openapi-streaming.json'), 'utf8');
  const told = [...api.matchAll(/Problem with code ([^"]+)/g)].flatMap(([, codes = '']) => codes.split(' or '));
  expect(told).toContain('own_item');
  for (const code of new Set(told)) {
    const isInOwnWords = adviceOn(new RequestError(code, 'words')).advice === 'words. Try again.';
    expect({ code, isInOwnWords }).toEqual({ code, isInOwnWords: inOwnWords.has(code) });
  }
  expect(adviceOn(new RequestError('own_item', 'no')).advice).toBe('Somebody else has to judge it.');
  expect(adviceOn(new RequestError('changed', 'no')).title).toBe('Somebody was faster');
  expect(adviceOn(new Error('boom')).advice).toBe('boom. Try again.');
});
