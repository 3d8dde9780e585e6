import type { AuditLog } from '../shared/audit';
import { auditLog } from '../shared/audit-deps';
import { documentClient } from '../shared/deps';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createRulesStore, type RulesStore } from './adapters/rules-store';
import { createSampleStore, type SampleStore } from './adapters/sample-store';
import { isRiskPerson } from './domain/access';
import { type AuthoredRules, approvalRequest, type RulesResponse, rulesRequest } from './domain/api/rules';
import { featureNames } from './domain/features/features-of';
import { backtest } from './domain/rules/backtest';
import { defaultRules } from './domain/rules/default-rules';
import { type CompiledRules, compileRules } from './domain/rules/evaluate';
import { type Compile, createExpressions, ExpressionError } from './domain/rules/expression';
import type { Rule } from './domain/rules/rule';
import { rulesEnv } from './env';

/** Decisions that a backtest looks at. */
const MOST_DECISIONS = 2_000;

export interface RulesDeps {
  readonly store: Omit<RulesStore, 'current'>;
  readonly samples: SampleStore;
  readonly compile: Compile;
  readonly audit: AuditLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const defaults: AuthoredRules = { ...defaultRules, rules: [...defaultRules.rules], author: 'blueprint', writtenAt: 0 };

/** `GET /v1/rules`: those that hold, and the draft. */
async function show({ store }: RulesDeps, { principal }: HttpEvent): Promise<HttpResponse> {
  const { current = defaults, draft } = await store.both(principal.org);
  const response: RulesResponse = { current, ...(draft && { draft }), features: featureNames };
  return jsonResponse(200, response);
}

/** `GET /v1/rules/versions/{version}`: rules that hold, or held once; 0 are those that everyone has at first. */
async function showVersion({ store }: RulesDeps, { principal, pathParameters }: HttpEvent): Promise<HttpResponse> {
  const text = pathParameters?.version ?? '';
  if (!/^\d{1,8}$/.test(text)) return problem(400, 'invalid_request', 'version: must be a whole number from 0 on');
  const version = Number(text);
  const rules = version === 0 ? defaults : await store.version(principal.org, version);
  return rules ? jsonResponse(200, rules) : problem(404, 'rules_not_found', `There never was a version ${version}`);
}

/** The rules of a request, ready to be asked; else what is wrong with which of them. */
function compiled({ compile }: RulesDeps, event: HttpEvent): { rules: Rule[]; ready: CompiledRules } | HttpResponse {
  const body = rulesRequest.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const { rules } = body.data;
  for (const rule of rules) {
    try {
      compile(rule.when);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return problem(400, 'invalid_rule', `${rule.id}: ${error.message}`);
    }
  }
  return { rules, ready: compileRules({ version: 0, rules }, compile) };
}

/** `PUT /v1/rules/draft`: 200 with its version; it holds when somebody else has approved it. */
async function draft(deps: RulesDeps, event: HttpEvent): Promise<HttpResponse> {
  const checked = compiled(deps, event);
  if ('statusCode' in checked) return checked;
  const { org, userId } = event.principal;
  const { current } = await deps.store.both(org);
  const version = (current?.version ?? 0) + 1;
  const rules = { version, rules: checked.rules, author: userId, writtenAt: deps.now() };
  await deps.store.putDraft(org, rules);
  await record(deps, event, 'rules.drafted', rules);
  return jsonResponse(200, rules);
}

/** `POST /v1/rules/draft/approval`: four eyes: who wrote a draft cannot approve it. */
async function approve(deps: RulesDeps, event: HttpEvent): Promise<HttpResponse> {
  const body = approvalRequest.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const { org, userId } = event.principal;
  const { current, draft: waiting } = await deps.store.both(org);
  if (waiting?.version !== body.data.version) {
    return problem(409, 'other_draft', 'version: the draft is another one by now; look at it again');
  }
  if (waiting.author === userId) return problem(403, 'own_draft', 'Somebody else has to approve your draft');
  const rules = { ...waiting, approvedBy: userId, approvedAt: deps.now() };
  if (!(await deps.store.approve(org, rules, current?.version ?? 0))) {
    return problem(409, 'other_draft', 'version: the draft or the rules changed meanwhile; look at them again');
  }
  await record(deps, event, 'rules.approved', rules);
  return jsonResponse(200, rules);
}

/** `POST /v1/rules/backtest`: what rules would have done with recorded decisions. */
async function test(deps: RulesDeps, event: HttpEvent): Promise<HttpResponse> {
  const checked = compiled(deps, event);
  if ('statusCode' in checked) return checked;
  const recorded = await deps.samples.recent(event.principal.org, MOST_DECISIONS);
  return jsonResponse(200, backtest(checked.ready, recorded));
}

const record = ({ audit }: RulesDeps, { principal }: HttpEvent, action: string, { version, rules }: AuthoredRules) =>
  audit.record({
    ...{ design: 'fraud', action, outcome: 'succeeded', actor: principal },
    // Rules are part of what decisions are made again from.
    details: { version, rules: JSON.stringify(rules) },
  });

export function createRules(deps: RulesDeps) {
  return async (event: HttpEvent): Promise<HttpResponse> => {
    if (!isRiskPerson(event.principal)) {
      return problem(403, 'forbidden', 'Rules are for people of the group risk');
    }
    if (event.httpMethod === 'GET') return event.pathParameters?.version ? showVersion(deps, event) : show(deps, event);
    if (event.httpMethod === 'PUT') return draft(deps, event);
    return event.resource.endsWith('/backtest') ? test(deps, event) : approve(deps, event);
  };
}

const env = parseEnv(rulesEnv);
const logger = createLogger('fraud');
const document = documentClient();

export const handler = httpRoute(logger).handler(
  createRules({
    store: createRulesStore(document, env.DECISIONS_TABLE_NAME),
    samples: createSampleStore(document, env.DECISIONS_TABLE_NAME, Date.now),
    compile: createExpressions(featureNames),
    audit: auditLog(env, logger),
    now: Date.now,
  }),
);
