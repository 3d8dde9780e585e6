import { auditLog } from '../shared/audit-deps';
import { documentClient } from '../shared/deps';
import { fewAtOnce } from '../shared/few-at-once';
import { createFourEyes, type FourEyesDeps } from '../shared/four-eyes';
import { sha256 } from '../shared/hash';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { type ApprovedStore, createApprovedStore } from '../shared/stores/approved-store';
import { policyKey } from './adapters/case-items';
import { createImageLooks } from './adapters/image-looks';
import { createRecordedCases, type RecordedCases } from './adapters/recorded-cases';
import { createTrialStore, type TrialStore } from './adapters/trial-store';
import { isModerator, isSenior } from './domain/access';
import { type AuthoredPolicy, authoredPolicy, moderationPolicyRequest } from './domain/api/moderation-policy';
import { textRules } from './domain/cascade/cascade';
import type { Looks } from './domain/cascade/content';
import { defaultPolicy } from './domain/cascade/default-policy';
import type { ModerationCase } from './domain/cascade/moderation-case';
import { policyHash } from './domain/moderation/policy-hash';
import { moderationPolicyEnv } from './env';
import type { ImageLooks } from './moderating';

/** Bytes of a policy as JSON: an item of DynamoDB has 400 KB, its names included. */
const MOST_BYTES = 350_000;

/** Characters of what rules of texts forbid, together: each call of the model reads them all, and its budget counts calls. */
const MOST_FORBIDS = 20_000;

/** Cases that a trial looks at, and for how long it does. */
const MOST_CASES = 500;
const TRIAL_MS = 10_000;
const READS_AT_ONCE = 10;

export interface ModerationPolicyDeps extends Omit<FourEyesDeps<AuthoredPolicy>, 'design' | 'kind' | 'told'> {
  readonly store: Pick<ApprovedStore<AuthoredPolicy>, 'both' | 'version' | 'putDraft' | 'approve'>;
  readonly recorded: RecordedCases;
  readonly trials: TrialStore;
  readonly images: Pick<ImageLooks, 'of'>;
}

const initial: AuthoredPolicy = { version: 0, author: 'blueprint', writtenAt: 0, policy: defaultPolicy };

/** `GET /v1/moderation/policy`: what holds, and the draft with its latest trial. */
async function show(deps: ModerationPolicyDeps, { principal: { org } }: HttpEvent): Promise<HttpResponse> {
  const { held, current = initial, draft } = await deps.store.both(org);
  const trial = draft && (await trialFor(deps, org, draft));
  const unread = held !== current.version && { unread: held };
  return jsonResponse(200, { current, ...unread, ...(draft && { draft }), ...(trial && { trial }) });
}

/** A draft that was written again has the same version; its trial is another one. */
async function trialFor({ trials }: ModerationPolicyDeps, org: string, { version, writtenAt }: AuthoredPolicy) {
  const latest = await trials.latest(org);
  return latest?.version === version && latest.writtenAt === writtenAt ? latest : undefined;
}

/** `POST /v1/moderation/policy/draft/trial`: what the draft would have made of recorded cases. Nothing is written but the result. */
async function tryOut(deps: ModerationPolicyDeps, { principal: { org, userId } }: HttpEvent): Promise<HttpResponse> {
  const { draft } = await deps.store.both(org);
  if (!draft) return problem(404, 'no_draft', 'There is no draft to be tried; write one first');
  const { version, writtenAt } = draft;
  const now = deps.now();
  const { canBeTried, readyPolicy, trialOf } = await import('./trying');
  const recorded = (await deps.recorded.recent(org, MOST_CASES)).filter(canBeTried);
  const hasTime = () => deps.now() < now + TRIAL_MS;
  const looks = await looksAt(deps.images, recorded);
  const looksOf = (given: ModerationCase) => looks.get(given);
  const trial = {
    version,
    writtenAt,
    by: userId,
    ...trialOf(readyPolicy(draft.policy, sha256), recorded, { hasTime, looksOf, now }),
  };
  await deps.trials.put(org, trial);
  return jsonResponse(200, trial);
}

/** What is known now of the images of cases. */
async function looksAt(images: Pick<ImageLooks, 'of'>, recorded: readonly ModerationCase[]) {
  const looks = new Map<ModerationCase, Looks>();
  const withImages = recorded.filter(({ content }) => content.images.length > 0);
  await fewAtOnce(withImages, READS_AT_ONCE, undefined, async (given) => {
    looks.set(given, await images.of(given.content));
  });
  return looks;
}

/** `POST /v1/moderation/policy/draft/approval`: who lets it hold is told how it was tried. */
async function approve(deps: ModerationPolicyDeps, event: HttpEvent, fourEyes: FourEyes): Promise<HttpResponse> {
  const answer = await fourEyes.approve(event);
  if (answer.statusCode !== 200) return answer;
  const approved = authoredPolicy.parse(JSON.parse(answer.body));
  const trial = await trialFor(deps, event.principal.org, approved);
  return jsonResponse(200, { ...approved, ...(trial && { trial }) });
}

/** `GET /v1/moderation/policy/versions/{version}`: verdicts name the version that they were made by. */
async function showVersion(deps: ModerationPolicyDeps, { principal, pathParameters }: HttpEvent) {
  const text = pathParameters?.version ?? '';
  if (!/^\d{1,8}$/.test(text)) return problem(400, 'invalid_request', 'version: must be a whole number from 0 on');
  const version = Number(text);
  const found = version === 0 ? initial : await deps.store.version(principal.org, version);
  return found ? jsonResponse(200, found) : problem(404, 'policy_not_found', `There never was a version ${version}`);
}

/** `PUT /v1/moderation/policy/draft`: 200 with its version; it holds when a senior who has not written it approves it. */
async function draft(event: HttpEvent, fourEyes: FourEyes): Promise<HttpResponse> {
  const body = moderationPolicyRequest.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const bytes = Buffer.byteLength(JSON.stringify(body.data));
  if (bytes > MOST_BYTES)
    return problem(413, 'policy_too_large', `A policy has at most ${MOST_BYTES} bytes as JSON, not ${bytes}`);
  const forbids = textRules(body.data).reduce((sum, rule) => sum + rule.forbids.length, 0);
  if (forbids > MOST_FORBIDS)
    return problem(400, 'invalid_request', `rules: must forbid in ${MOST_FORBIDS} characters together, not ${forbids}`);
  const { filters, ...rest } = body.data;
  return fourEyes.draft(event, (authored) => ({
    ...authored,
    policy: { ...rest, filters: { ...filters, version: authored.version } },
  }));
}
type FourEyes = ReturnType<typeof createFourEyes<AuthoredPolicy>>;

export function createModerationPolicy(deps: ModerationPolicyDeps) {
  const told = ({ policy }: AuthoredPolicy) => ({ policy: policy.filters.id, hash: policyHash(policy, sha256) });
  const fourEyes = createFourEyes<AuthoredPolicy>({ ...deps, design: 'streaming', kind: 'policy', told });
  return async (event: HttpEvent): Promise<HttpResponse> => {
    const { httpMethod, pathParameters, principal } = event;
    if (!isModerator(principal))
      return problem(403, 'forbidden', 'The policy is for people of the groups moderators and senior-moderators');
    if (httpMethod === 'GET') return pathParameters?.version ? showVersion(deps, event) : show(deps, event);
    if (httpMethod === 'PUT') return draft(event, fourEyes);
    if (event.resource.endsWith('/trial')) return tryOut(deps, event);
    if (!isSenior(principal))
      return problem(403, 'senior_required', 'A draft is approved by people of the group senior-moderators');
    return approve(deps, event, fourEyes);
  };
}

const env = parseEnv(moderationPolicyEnv);
const logger = createLogger('streaming');
const document = documentClient();
const place = { table: env.ITEMS_TABLE_NAME, keyOf: policyKey };

export const handler = httpRoute(logger).handler(
  createModerationPolicy({
    store: createApprovedStore(document, place, authoredPolicy),
    recorded: createRecordedCases(document, env.ITEMS_TABLE_NAME, Date.now),
    trials: createTrialStore(document, env.ITEMS_TABLE_NAME),
    images: createImageLooks(document, env.ITEMS_TABLE_NAME, Date.now),
    audit: auditLog(env, logger),
    now: Date.now,
  }),
);
