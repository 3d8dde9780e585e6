import { documentClient } from '../shared/deps';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { createMetrics, type Metrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { parseEnv } from '../shared/parse-env';
import { createFeedbackStore } from './adapters/feedback-store';
import { notFound } from './decision-not-found';
import { mayDecide } from './domain/access';
import { type FeedbackRequest, feedbackRequest } from './domain/api/feedback';
import { feedbackEnv } from './env';
import { createLearning, type LearningDeps, type Learnt } from './learning';

export interface FeedbackDeps {
  readonly learning: LearningDeps;
  readonly metrics: Pick<Metrics, 'add'>;
}

/** `POST /v1/feedback`: 200; the same when it is said again, 409 when it is the contrary and says not which label was wrong. */
export function createFeedback({ learning, metrics }: FeedbackDeps) {
  const learnOf = createLearning(learning);
  return async (event: HttpEvent): Promise<HttpResponse> => {
    if (!mayDecide(event.principal)) {
      return problem(
        403,
        'forbidden',
        'Feedback is for API keys with the scope fraud, and for people of the group risk',
      );
    }
    const body = feedbackRequest.safeParse(jsonBody(event));
    if (!body.success) return invalid(body.error);
    const learnt = await learnOf(event.principal, body.data);
    if (learnt.kind === 'learnt') metrics.add(learnt.label.fraud ? 'FraudsLearnt' : 'GenuineLearnt', 'Count', 1);
    return answerOf(learnt, body.data);
  };
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

const env = parseEnv(feedbackEnv);
const logger = createLogger('fraud');
const metrics = createMetrics('fraud');

export const handler = httpRoute(logger)
  .use(flushMetrics(metrics))
  .handler(
    createFeedback({
      learning: {
        store: createFeedbackStore({
          document: documentClient(),
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
