import { documentClient } from '../shared/deps';
import { type HttpResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createCaseStore } from './adapters/case-store';
import { createLinkedStore } from './adapters/linked-store';
import { createRecentStore } from './adapters/recent-store';
import { mayDecide } from './domain/access';
import { casesEnv } from './env';
import { createShowing, type ShowingDeps } from './showing';

export function createCases(deps: ShowingDeps) {
  const show = createShowing(deps);
  return async (event: HttpEvent): Promise<HttpResponse> =>
    mayDecide(event.principal)
      ? show(event)
      : problem(403, 'forbidden', 'Cases are for API keys with the scope fraud, and for people of the group risk');
}

const env = parseEnv(casesEnv);
const document = documentClient();

export const handler = httpRoute(createLogger('fraud')).handler(
  createCases({
    cases: createCaseStore(document, env.DECISIONS_TABLE_NAME),
    recent: createRecentStore(document, env.DECISIONS_TABLE_NAME, Date.now),
    linked: createLinkedStore(document, env.DECISIONS_TABLE_NAME, env.HISTORIES_TABLE_NAME),
    share: env.SAMPLE_SHARE,
    currency: env.OWN_CURRENCY,
  }),
);
