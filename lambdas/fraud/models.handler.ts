import { auditLog } from '../shared/audit-deps';
import { documentClient } from '../shared/deps';
import { createFourEyes, type FourEyesDeps } from '../shared/four-eyes';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { ArtefactError, type ArtefactStore, artefactStore } from './adapters/artefact-store';
import { createLineupStore } from './adapters/lineup-store';
import { champion, readModel } from './champion';
import { isRiskPerson } from './domain/access';
import type { AuthoredLineup, ModelsResponse } from './domain/api/models';
import { type Lineup, type LineupRequest, lineupRequest } from './domain/model/lineup';
import type { Model } from './domain/model/scorer';
import { modelsEnv } from './env';
import { ready } from './loaded-models';

export interface ModelsDeps extends Omit<FourEyesDeps<AuthoredLineup>, 'design' | 'kind' | 'told'> {
  readonly artefacts: ArtefactStore;
  /** What is part of the bundle, and holds until there is a lineup. */
  readonly bundled: Pick<Model, 'version' | 'sha256'>;
}

/** `GET /v1/models`: those that decide, and the draft. */
async function show({ store, bundled }: ModelsDeps, { principal }: HttpEvent): Promise<HttpResponse> {
  const { version, sha256 } = bundled;
  const initial = { version: 0, author: 'blueprint', writtenAt: 0, lineup: { champion: { version, sha256 } } };
  const { current = initial, draft } = await store.both(principal.org);
  const response: ModelsResponse = { current, ...(draft && { draft }), bundled: { version, sha256 } };
  return jsonResponse(200, response);
}

/** A model that people ask for, or why it cannot decide on payments. */
async function modelOf(
  { artefacts, bundled }: ModelsDeps,
  { sha256, version }: LineupRequest['champion'],
): Promise<Lineup['champion'] | string> {
  const found = sha256 === bundled.sha256 ? bundled : await readOf(artefacts, sha256);
  if (typeof found === 'string') return found;
  if (version !== undefined && version !== found.version) return `${sha256} is called ${found.version}, not ${version}`;
  return { sha256, version: found.version };
}

async function readOf(artefacts: ArtefactStore, sha256: string): Promise<Model | string> {
  let artefact: unknown;
  try {
    artefact = await artefacts.read(sha256);
  } catch (error) {
    if (error instanceof ArtefactError) return error.message;
    throw error;
  }
  try {
    const { model } = ready(readModel(artefact));
    return model.sha256 === sha256 ? model : `models/${sha256}.json has the trees of ${model.sha256}`;
  } catch (error) {
    return `models/${sha256}.json: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The lineup of a request with the versions of its models; else which of them cannot decide, and why. */
async function checked(
  deps: ModelsDeps,
  { champion: first, challenger }: LineupRequest,
): Promise<Lineup | HttpResponse> {
  const refused = (which: string, why: string) => problem(400, 'invalid_model', `${which}: ${why}`);
  const one = await modelOf(deps, first);
  if (typeof one === 'string') return refused('champion', one);
  if (!challenger) return { champion: one };
  const other = await modelOf(deps, challenger);
  if (typeof other === 'string') return refused('challenger', other);
  return { champion: one, challenger: { ...challenger, ...other } };
}

/** `PUT /v1/models/draft`: 200 with its version; it holds when somebody else has approved it. */
async function draft(deps: ModelsDeps, event: HttpEvent, fourEyes: FourEyes): Promise<HttpResponse> {
  const body = lineupRequest.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const lineup = await checked(deps, body.data);
  return 'statusCode' in lineup ? lineup : fourEyes.draft(event, (authored) => ({ ...authored, lineup }));
}
type FourEyes = ReturnType<typeof createFourEyes<AuthoredLineup>>;

export function createModels(deps: ModelsDeps) {
  const told = ({ lineup }: AuthoredLineup) => ({ lineup: JSON.stringify(lineup) });
  const fourEyes = createFourEyes<AuthoredLineup>({ ...deps, design: 'fraud', kind: 'models', told });
  return async (event: HttpEvent): Promise<HttpResponse> => {
    if (!isRiskPerson(event.principal)) {
      return problem(403, 'forbidden', 'Models are for people of the group risk');
    }
    if (event.httpMethod === 'GET') return show(deps, event);
    return event.httpMethod === 'PUT' ? draft(deps, event, fourEyes) : fourEyes.approve(event);
  };
}

const env = parseEnv(modelsEnv);
const logger = createLogger('fraud');

export const handler = httpRoute(logger).handler(
  createModels({
    store: createLineupStore(documentClient(), env.DECISIONS_TABLE_NAME),
    artefacts: artefactStore(env.MODELS_BUCKET_NAME),
    bundled: champion(),
    audit: auditLog(env, logger),
    now: Date.now,
  }),
);
