import { documentClient } from '../shared/deps';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { createMetrics, type Metrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { parseEnv } from '../shared/parse-env';
import { createCaseStore } from './adapters/case-store';
import { createFeedbackStore } from './adapters/feedback-store';
import { createLinkedStore } from './adapters/linked-store';
import { createRecentStore } from './adapters/recent-store';
import { mayDecide } from './domain/access';
import { type FeedbackRequest, feedbackRequest } from './domain/api/feedback';
import { casesEnv } from './env';
import { createLearning, type LearningDeps, type Learnt } from './learning';
import { createShowing, notFound, type ShowingDeps } from './showing';

export interface CasesDeps {
  readonly showing: ShowingDeps;
  readonly learning: LearningDeps;
  readonly metrics: Pick<Metrics, 'add'>;
}

/** `POST /v1/feedback`: 200; the same when it is said again, 409 when it is the contrary and says not which label was wrong. */
async function feedback({ learning, metrics }: CasesDeps, event: HttpEvent): Promise<HttpResponse> {
  const body = feedbackRequest.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const learnt = await createLearning(learning)(event.principal, body.data);
  if (learnt.kind === 'learnt') metrics.add(learnt.label.fraud ? 'FraudsLearnt' : 'GenuineLearnt', 'Count', 1);
  return answerOf(learnt, body.data);
}

function answerOf(learnt: Learnt, { fraud }: FeedbackRequest): HttpResponse {
  if (learnt.kind === 'not-found') return notFound();
  if (learnt.kind === 'contended' || learnt.kind === 'changed') {
    const busy = problem(503, 'contended', 'Too many changes of the same card at once; try again');
    return { ...busy, headers: { ...busy.headers, 'retry-after': '1' } };
  }
  if (learnt.kind === 'outdated') {
    const known = learnt.label ? `revision ${learnt.label.revision} is what is known` : 'there is no label yet';
    return problem(409, 'other_revision', `corrects: ${known}; look at the decision again`);
  }
  const { label } = learnt;
  if (label.fraud === fraud) return jsonResponse(200, label);
  const known = label.fraud ? 'a fraud' : 'genuine';
  return problem(
    409,
    'already_labelled',
    `decisionId: this payment is known to be ${known}; to correct that, send corrects: ${label.revision}`,
  );
}

export function createCases(deps: CasesDeps) {
  const show = createShowing(deps.showing);
  return async (event: HttpEvent): Promise<HttpResponse> => {
    if (!mayDecide(event.principal)) {
      return problem(403, 'forbidden', 'Cases are for API keys with the scope fraud, and for people of the group risk');
    }
    return event.httpMethod === 'POST' ? feedback(deps, event) : show(event);
  };
}

const env = parseEnv(casesEnv);
const logger = createLogger('fraud');
const metrics = createMetrics('fraud');
const document = documentClient();

export const handler = httpRoute(logger)
  .use(flushMetrics(metrics))
  .handler(
    createCases({
      showing: {
        cases: createCaseStore(document, env.DECISIONS_TABLE_NAME),
        recent: createRecentStore(document, env.DECISIONS_TABLE_NAME, Date.now),
        linked: createLinkedStore(document, env.DECISIONS_TABLE_NAME, env.HISTORIES_TABLE_NAME),
        share: env.SAMPLE_SHARE,
        currency: env.OWN_CURRENCY,
      },
      learning: {
        store: createFeedbackStore({
          document,
          decisionsTable: env.DECISIONS_TABLE_NAME,
          historiesTable: env.HISTORIES_TABLE_NAME,
        }),
        storeMs: env.BUDGET.store,
        now: Date.now,
        random: Math.random,
      },
      metrics,
    }),
  );
