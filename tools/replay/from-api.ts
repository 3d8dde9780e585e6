import { z } from 'zod';
import { decisionView } from '../../lambdas/fraud/domain/api/decision-view';
import { recordOfView } from '../../lambdas/fraud/domain/decision/recorded';
import type { Scorer } from '../../lambdas/fraud/domain/model/scorer';
import { type Replayed, replayRecord } from './replay';
import { RuleBook } from './rules';

export interface FromApi {
  /** Base of the API, to which `/v1/...` is appended. */
  readonly baseUrl: string;
  /** Of a person of the group `risk`: rules are shown to people alone. */
  readonly token: string;
  readonly ids: readonly string[];
  readonly models: ReadonlyMap<string, Scorer>;
  /** @default the platform's */
  readonly fetch?: typeof fetch;
}

/** Replays decisions as the API shows them, with the rules of then. */
export async function* replayApi({ ids, models, ...api }: FromApi): AsyncGenerator<Replayed> {
  const rules = new RuleBook().finder((_org, version) => get(api, `/v1/rules/versions/${version}`));
  for (const decisionId of ids) {
    const answer = await get(api, `/v1/decisions/${encodeURIComponent(decisionId)}`);
    if (answer === undefined) {
      yield { decisionId, outcome: 'unknown', reason: 'there is no such decision of your organisation' };
      continue;
    }
    // As it came: a schema would give its fields another order, and the body is to be the same bytes.
    const view = decisionView.safeParse(answer);
    if (!view.success) throw new Error(`${decisionId}: the API shows no record of it: ${z.prettifyError(view.error)}`);
    yield await replayRecord(recordOfView('your organisation', answer as typeof view.data), { rules, models });
  }
}

/** @returns undefined where there is no such thing */
async function get({ baseUrl, token, fetch: ask = fetch }: Omit<FromApi, 'ids' | 'models'>, path: string) {
  const headers = { authorization: `Bearer ${token}` };
  const response = await ask(`${baseUrl}${path}`, { headers, signal: AbortSignal.timeout(30_000) });
  const body: unknown = await response.json();
  if (response.status === 404) return undefined;
  if (response.ok) return body;
  const { detail } = z.object({ detail: z.string().default('no reason was given') }).parse(body);
  throw new Error(`GET ${path} answered ${response.status}: ${detail}`);
}
