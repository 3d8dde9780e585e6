import type { AuditEntry } from '../../../../lambdas/shared/domain/audit-event';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import { problemSchema } from '../../../../lambdas/shared/domain/problem';
import { sha256 } from '../../../../lambdas/shared/hash';
import type { HttpResponse } from '../../../../lambdas/shared/http';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { createPrecedentStore } from '../../../../lambdas/streaming/adapters/precedent-store';
import type { CascadePolicy } from '../../../../lambdas/streaming/domain/cascade/cascade-policy';
import { readyPolicy } from '../../../../lambdas/streaming/domain/cascade/judging';
import { createItems } from '../../../../lambdas/streaming/items.handler';
import { createModerating, type ModeratingDeps } from '../../../../lambdas/streaming/moderating';
import { createModerationReviews } from '../../../../lambdas/streaming/moderation-reviews.handler';
import { httpEvent } from '../../chat/http/support/event';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { NOW } from './events';
import type { ItemTable } from './item-table';
import { moderatingDeps, ready, submitted } from './moderation';

let made = 0;

/** The API of an organisation of its own, with people who moderate. */
export function reviewApi(table: ItemTable, policy: CascadePolicy = ready.policy, time: () => number = () => NOW) {
  const org = `org-${made++}`;
  const person = (userId: string, ...groups: string[]): Principal => ({ ...alice, org, userId, groups });
  const people = {
    author: person('u1', 'moderators', 'senior-moderators'),
    ann: person('ann', 'moderators'),
    ben: person('ben', 'moderators'),
    cleo: person('cleo', 'senior-moderators'),
    nobody: person('zoe'),
    machine: { ...person('key:1', 'moderators'), credential: 'api-key' } as Principal,
    stranger: { ...person('eve', 'moderators'), org: 'globex' },
  };
  const audited: AuditEntry[] = [];
  const toldItems: string[] = [];
  const deps = { store: table.store, audit: { record: async (entry: AuditEntry) => void audited.push(entry) } };
  const { logger } = capturedLogger();
  const items = httpRoute(logger).handler(createItems({ ...deps, now: time }));
  const reviews = httpRoute(logger).handler(
    createModerationReviews({
      ...deps,
      tell: async (cases) => void toldItems.push(...cases.map(({ content }) => content.id)),
      showImages: async () => [],
      policyOf: async () => policy,
      precedents: createPrecedentStore({ document: table.document, table: 'items', keptDays: 30 }),
      logger,
      now: time,
    }),
  );

  async function call(route: unknown, who: Principal, request: Parameters<typeof httpEvent>[0]) {
    const { statusCode, body } = (await invoke(route, httpEvent(request, who))) as HttpResponse;
    const json = JSON.parse(body);
    if (statusCode >= 400) problemSchema.parse(json);
    return { status: statusCode, json };
  }
  const show = (id: string, who = people.author, query?: Record<string, string>) =>
    call(items, who, {
      ...{ resource: '/v1/items/{id}', pathParameters: { id: encodeURIComponent(id) } },
      ...(query && { queryStringParameters: query }),
    });
  const appeal = (id: string, body: unknown = { reason: 'It is a song' }, who = people.author) =>
    call(items, who, {
      ...{ httpMethod: 'POST', resource: '/v1/items/{id}/appeal', pathParameters: { id: encodeURIComponent(id) } },
      body: JSON.stringify(body),
    });
  const list = (who: Principal, query?: Record<string, string>) =>
    call(reviews, who, { resource: '/v1/moderation/reviews', ...(query && { queryStringParameters: query }) });
  const step = (name: 'claim' | 'decision', who: Principal, review: string, body: unknown = {}) =>
    call(reviews, who, {
      ...{ httpMethod: 'POST', resource: `/v1/moderation/reviews/{review}/${name}`, pathParameters: { review } },
      body: JSON.stringify(body),
    });
  async function decide(who: Principal, review: string, body: unknown) {
    const claim = await step('claim', who, review);
    return claim.status === 200 ? step('decision', who, review, body) : claim;
  }
  const judgedBy = policy === ready.policy ? ready : readyPolicy(policy, sha256);
  const submit = (data: Readonly<Record<string, unknown>>, more: Partial<ModeratingDeps> = {}) =>
    createModerating(moderatingDeps(table.store, { policyOf: async () => judgedBy, ...more }))({
      ...{ ...submitted(data), org, receivedAt: time() },
    });
  const labels = (who: Principal, query: Record<string, string>) =>
    call(reviews, who, { resource: '/v1/moderation/labels', queryStringParameters: query });
  const firstWaiting = async (query?: Record<string, string>): Promise<string> =>
    (await list(people.cleo, query)).json.reviews[0]?.review ?? '';
  return { org, ...people, audited, toldItems, labels, show, appeal, list, step, decide, submit, firstWaiting };
}
