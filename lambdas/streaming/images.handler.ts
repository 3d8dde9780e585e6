import { documentClient } from '../shared/deps';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import type { Upload, UploadRequest } from './adapters/image-addresses';
import { imageRef } from './adapters/image-items';
import { createImageStore, type ImageStore } from './adapters/image-store';
import { imageRequest, sha256Schema, viewOf } from './domain/api/images';
import { isSettled } from './domain/images/image-facts';
import { UPLOAD_SECONDS } from './domain/images/image-ref';
import { imagesEnv } from './env';
import { uploadPermit } from './image-address-deps';

export interface ImagesDeps {
  readonly store: Pick<ImageStore, 'find' | 'expectUpload'>;
  readonly permit: (request: UploadRequest) => Promise<Upload>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** `POST /v1/images`: a form to upload it with; none where it was looked at, and nothing else would be found. */
async function announce({ store, permit, now }: ImagesDeps, event: HttpEvent): Promise<HttpResponse> {
  const body = imageRequest.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const { sha256, contentType, bytes } = body.data;
  const ref = imageRef(event.principal.org, sha256);
  const at = now();
  const facts = await store.expectUpload(ref, { status: 'waiting', contentType, bytes, at });
  const image = viewOf(sha256, facts);
  if (isSettled(facts)) return jsonResponse(200, { image });
  const upload = await permit({ ref, contentType, bytes });
  return jsonResponse(200, { image, upload: { ...upload, expiresAt: at + UPLOAD_SECONDS * 1_000 } });
}

/** `GET /v1/images/{sha256}`: where it stands. */
async function show({ store }: ImagesDeps, { principal, pathParameters }: HttpEvent): Promise<HttpResponse> {
  const name = sha256Schema.safeParse(pathParameters?.sha256);
  if (!name.success) return problem(400, 'invalid_request', `sha256: ${name.error.issues[0]?.message}`);
  const facts = await store.find(imageRef(principal.org, name.data));
  return facts
    ? jsonResponse(200, viewOf(name.data, facts))
    : problem(404, 'image_not_found', 'Your organisation has announced no such image by POST /v1/images');
}

export function createImages(deps: ImagesDeps) {
  return async (event: HttpEvent): Promise<HttpResponse> =>
    event.httpMethod === 'POST' ? announce(deps, event) : show(deps, event);
}

const env = parseEnv(imagesEnv);
const logger = createLogger('streaming');

export const handler = httpRoute(logger).handler(
  createImages({
    store: createImageStore({ document: documentClient(), table: env.ITEMS_TABLE_NAME, keptDays: env.CASE_DAYS }),
    permit: uploadPermit(env.IMAGES_BUCKET_NAME),
    now: Date.now,
  }),
);
