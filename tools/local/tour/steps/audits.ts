import assert from 'node:assert/strict';
import type { CascadePolicy } from '../../../../lambdas/streaming/domain/cascade/cascade-policy';
import { digestOf } from '../../../../lambdas/streaming/domain/cascade/content';
import { drawnForAudit } from '../../../../lambdas/streaming/domain/cascade/drawn-for-audit';
import type { Label } from '../../../../lambdas/streaming/domain/cascade/label';
import type { Precedent } from '../../../../lambdas/streaming/domain/cascade/precedent';
import type { Trial } from '../../../../lambdas/streaming/domain/cascade/trial-result';
import { policyHash } from '../../../../lambdas/streaming/domain/moderation/policy-hash';
import { newId } from '../answer';
import { eventually } from '../documents';
import { sha256 } from '../hash';
import { assertError } from '../http';
import type { StepGroup, TourContext } from '../step';
import { decide, judged, request, reviewOf, submit } from './items';

/** The largest share that a policy may have audited. */
const SHARE = 0.1;

const policyOf = async (context: TourContext) =>
  (await request(context, 'bob', 'GET', '/v1/moderation/policy')).body as {
    readonly current: { readonly policy: CascadePolicy };
    readonly trial?: Trial;
  };

/** A harmless text that is audited by this policy: which are is told by hashes. */
export function textToAudit(policy: CascadePolicy): string {
  const hash = policyHash(policy, sha256);
  for (;;) {
    const text = `What a lovely morning at the lake, said number ${newId()}`;
    const content = { org: '', id: '', version: 1, author: 'author', text, links: [], images: [], receivedAt: 0 };
    const digest = digestOf({ ...content, trust: { ageDays: 0, rejections: 0 } }, sha256);
    if (drawnForAudit({ digest, policy: { hash } }, policy)) return text;
  }
}

/** Of its first version; in a long queue it is not on the first page. */
const reviewPath = (item: string): string =>
  `/v1/moderation/reviews/${Buffer.from(JSON.stringify([item, 1])).toString('base64url')}`;

export const audits: StepGroup = {
  name: 'audits',
  needs: 'StreamingApiUrl',
  steps: [
    {
      name: 'a draft of the policy is tried on recorded items, and who approves it is told what would change',
      async run(context) {
        const { policy } = (await policyOf(context)).current;
        const wanted = { ...policy, audit: { share: SHARE }, peopleFrom: 6 };
        const draft = await request(context, 'bob', 'PUT', '/v1/moderation/policy/draft', wanted);
        assert.equal(draft.status, 200, JSON.stringify(draft.body));
        const answer = await request(context, 'bob', 'POST', '/v1/moderation/policy/draft/trial', {});
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        const trial = answer.body as unknown as Trial;
        const change = trial.changed.find(({ from }) => from === 'person');
        assert.ok(change, `nothing that people judged goes elsewhere: ${JSON.stringify(trial)}`);
        assert.deepEqual((await policyOf(context)).trial, trial);
        const { version } = draft.body;
        // People keep what is grave: it was only tried.
        const kept = await request(context, 'bob', 'PUT', '/v1/moderation/policy/draft', { ...wanted, peopleFrom: 5 });
        assert.equal((await policyOf(context)).trial, undefined, 'a trial of another draft is told');
        await request(context, 'dave', 'POST', '/v1/moderation/policy/draft/trial', {});
        const approved = await request(context, 'erin', 'POST', '/v1/moderation/policy/draft/approval', { version });
        assert.equal(approved.status, 200, JSON.stringify(approved.body));
        assert.equal((approved.body.trial as Trial).writtenAt, kept.body.writtenAt);
        return `${trial.cases} recorded items: ${change.cases} that went to a person would go to ${change.to}`;
      },
    },
    {
      name: 'chance has a person look at what machines decided, who does not know it; the decision stays, and is a label',
      async run(context) {
        const { policy } = (await policyOf(context)).current;
        let item = '';
        // The reader of the stream takes a new policy within seconds.
        await eventually(async () => {
          item = `item-${newId()}`;
          await submit(context, item, [[1, textToAudit(policy)]]);
          const { policy: by } = await judged(context, item);
          return (by as { readonly version: number }).version === policy.filters.version;
        });
        const { body: blind } = await request(context, 'dave', 'POST', `${reviewPath(item)}/claim`, {});
        assert.deepEqual([blind.status, blind.path, blind.verdict], ['audit', [], undefined]);
        const waiting = await request(context, 'bob', 'GET', '/v1/moderation/reviews?queue=audits');
        assert.ok((waiting.body.reviews as readonly unknown[]).length > 0, 'no audit waits');
        const found = { decision: 'reject', category: 'advertising', note: 'Praises a lake' };
        const decided = await decide(context, 'dave', reviewPath(item), found);
        assert.equal(decided.status, 200, JSON.stringify(decided.body));
        assert.equal((await judged(context, item)).published, true, 'an audit changed a verdict');
        const day = new Date().toISOString().slice(0, 10);
        const url = `/v1/moderation/labels?day=${day}`;
        let label: Label | undefined;
        await eventually(async () => {
          let after = '';
          do {
            const { body } = await request(context, 'erin', 'GET', url + after);
            label ??= (body.labels as readonly Label[]).find(({ content }) => content.id === item);
            after = typeof body.next === 'string' ? `&after=${encodeURIComponent(body.next)}` : '';
          } while (after !== '');
          return label !== undefined;
        });
        assert.deepEqual(
          [label?.source, label?.before?.decision, label?.found.decision],
          ['audit', 'approve', 'reject'],
        );
        assertError(await request(context, 'bob', 'GET', url), 403, 'senior_required');
        return 'published by tier 1, rejected in the audit, and published still';
      },
    },
    {
      name: 'who claims a review is told of earlier items like it and what became of them',
      async run(context) {
        const word = newId().slice(-6).toLowerCase().replaceAll(/[0-9]/g, 'x');
        const text = `Somebody sang kill yourself at the ${word} market, and the others sang along all night`;
        const [first, second] = [`item-${newId()}`, `item-${newId()}`];
        await submit(context, first, [[1, text]]);
        const approval = { decision: 'approve', note: 'A song' };
        assert.equal((await decide(context, 'bob', await reviewOf(context, first), approval)).status, 200);
        await submit(context, second, [[1, text.toUpperCase()]]);
        await reviewOf(context, second);
        const claim = await request(context, 'dave', 'POST', `${reviewPath(second)}/claim`, {});
        const [like] = claim.body.similar as readonly Precedent[];
        assert.deepEqual([like?.id, like?.likeness, like?.found.decision], [first, 'same-words', 'approve']);
        // Leaves nothing that waits behind: a queue tells of its first fifty.
        assert.equal((await decide(context, 'dave', reviewPath(second), approval)).status, 200);
        const told = await request(context, 'alice', 'GET', `/v1/items/${second}`);
        assert.equal('similar' in told.body, false, 'an author is told of others');
        return `${(claim.body.similar as readonly unknown[]).length} like it, the nearest with the same words`;
      },
    },
  ],
};
