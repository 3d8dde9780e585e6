import { documentClient } from '../shared/deps';
import type { Tier } from '../shared/domain/principal';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, headerOf, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createProfileStore, type ProfileStore } from './adapters/profile-store';
import { profileSchema, type StoredProfile } from './domain/profile';
import { manageProfileEnv } from './env';

export interface ManageProfileDeps {
  readonly profiles: ProfileStore;
  /** The stage's models; one without `tiers` answers all of them. */
  readonly models: readonly { readonly id: string; readonly tiers?: readonly Tier[] | undefined }[];
}

/**
 * `GET /v1/profile`: the caller's own profile, with its `ETag`. `PUT /v1/profile` replaces it; `If-Match` says which version is
 * replaced, so that of two who change it at once the second is told (412) instead of undoing what the first did.
 */
export function createManageProfile({ profiles, models }: ManageProfileDeps) {
  async function replace(event: HttpEvent): Promise<HttpResponse> {
    const { userId, tier } = event.principal;
    const match = headerOf(event, 'if-match');
    if (match === undefined)
      return problem(428, 'precondition_required', 'Send the ETag of the profile that this one replaces as If-Match');
    const parsed = profileSchema.safeParse(jsonBody(event));
    if (!parsed.success) return invalid(parsed.error);
    const { preferredModel } = parsed.data;
    const known = models.some(({ id, tiers }) => id === preferredModel && (!tiers || tiers.includes(tier)));
    if (preferredModel !== undefined && !known)
      return problem(400, 'model_not_found', 'preferredModel: this stage has no such model for you');
    const version = versionOf(match);
    const replaced = version === undefined ? undefined : await profiles.replace(userId, parsed.data, version);
    if (replaced === undefined)
      return problem(412, 'precondition_failed', 'The profile has changed since; read it again, then change it');
    return shown({ profile: parsed.data, version: replaced });
  }

  return async (event: HttpEvent): Promise<HttpResponse> =>
    event.httpMethod === 'PUT' ? replace(event) : shown(await profiles.find(event.principal.userId));
}

const shown = ({ profile, version }: StoredProfile): HttpResponse =>
  jsonResponse(200, profile, { etag: `"${version}"` });

/** What is in an entity tag of this API; a proxy that rewrites bodies may have made it a weak one. */
function versionOf(tag: string): number | undefined {
  const [, digits] = /^(?:W\/)?"(\d{1,15})"$/.exec(tag.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

const env = parseEnv(manageProfileEnv);

export const handler = httpRoute(createLogger('chat')).handler(
  createManageProfile({
    profiles: createProfileStore(documentClient(), env.CHAT_TABLE_NAME),
    models: env.CHAT_MODELS,
  }),
);
