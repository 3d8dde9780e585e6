import { auditLog } from '../shared/audit-deps';
import { documentClient } from '../shared/deps';
import { createFourEyes, type FourEyesDeps } from '../shared/four-eyes';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createRulesStore, type RulesStore } from './adapters/rules-store';
import { createSampleStore, type SampleStore } from './adapters/sample-store';
import { isRiskPerson } from './domain/access';
import { type AuthoredRules, type RulesResponse, rulesRequest } from './domain/api/rules';
import { featureNames } from './domain/features/features-of';
import { backtest } from './domain/rules/backtest';
import { defaultRules } from './domain/rules/default-rules';
import { type CompiledRules, compileRules } from './domain/rules/evaluate';
import { type Compile, createExpressions, ExpressionError } from './domain/rules/expression';
import type { Rule } from './domain/rules/rule';
import { rulesEnv } from './env';

/** Decisions that a backtest looks at. */
const MOST_DECISIONS = 2_000;

export interface RulesDeps extends Omit<FourEyesDeps<AuthoredRules>, 'design' | 'kind' | 'told'> {
  readonly store: FourEyesDeps<AuthoredRules>['store'] & Pick<RulesStore, 'version'>;
  readonly samples: SampleStore;
  readonly compile: Compile;
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
async function draft(deps: RulesDeps, event: HttpEvent, fourEyes: FourEyes): Promise<HttpResponse> {
  const checked = compiled(deps, event);
  if ('statusCode' in checked) return checked;
  return fourEyes.draft(event, (authored) => ({ ...authored, rules: checked.rules }));
}
type FourEyes = ReturnType<typeof createFourEyes<AuthoredRules>>;

/** `POST /v1/rules/backtest`: what rules would have done with recorded decisions. */
async function test(deps: RulesDeps, event: HttpEvent): Promise<HttpResponse> {
  const checked = compiled(deps, event);
  if ('statusCode' in checked) return checked;
  const recorded = await deps.samples.recent(event.principal.org, MOST_DECISIONS);
  return jsonResponse(200, backtest(checked.ready, recorded));
}

export function createRules(deps: RulesDeps) {
  const told = ({ rules }: AuthoredRules) => ({ rules: JSON.stringify(rules) });
  const fourEyes = createFourEyes<AuthoredRules>({ ...deps, design: 'fraud', kind: 'rules', told });
  return async (event: HttpEvent): Promise<HttpResponse> => {
    if (!isRiskPerson(event.principal)) {
      return problem(403, 'forbidden', 'Rules are for people of the group risk');
    }
    if (event.httpMethod === 'GET') return event.pathParameters?.version ? showVersion(deps, event) : show(deps, event);
    if (event.httpMethod === 'PUT') return draft(deps, event, fourEyes);
    return event.resource.endsWith('/backtest') ? test(deps, event) : fourEyes.approve(event);
  };
}

const env = parseEnv(rulesEnv);
const logger = createLogger('fraud');
const document = documentClient();

export const handler = httpRoute(logger).handler(
  createRules({
    store: createRulesStore(document, env.DECISIONS_TABLE_NAME),
    samples: createSampleStore(document, env.DECISIONS_TABLE_NAME, Date.now),
    compile: createExpressions(featureNames, env.STREAM_FEATURES?.names),
    audit: auditLog(env, logger),
    now: Date.now,
  }),
);
