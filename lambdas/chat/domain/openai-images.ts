import { contentTypeSchema, kindOf } from './attachments/attachment';
import { inspect } from './attachments/inspect';
import type { ShownAttachment } from './attachments/shown';
import type { ImagePart } from './openai';

export type ReadImage =
  | { readonly ok: true; readonly image: ShownAttachment }
  | { readonly ok: false; readonly problem: string };

/** Reads an image out of its `data:` address. Other addresses are not fetched: they could be anything's within reach. */
export function imageOf({ image_url: { url } }: ImagePart, id: string): ReadImage {
  if (!url.startsWith('data:')) return problem('must be a data: URL; images at other addresses are not fetched');
  const comma = url.indexOf(',');
  const [type, encoding, ...rest] = url.slice('data:'.length, comma).split(';');
  const contentType = contentTypeSchema.safeParse(type);
  if (comma < 0 || encoding !== 'base64' || rest.length > 0 || !contentType.success || !isImage(contentType.data))
    return problem('must be data:image/png, image/jpeg, image/gif or image/webp in base64');
  const bytes = Buffer.from(url.slice(comma + 1), 'base64');
  const found = inspect(contentType.data, bytes);
  if (!found.ok) return problem(found.problem);
  const { tokens } = found;
  const image = { id, name: '', contentType: contentType.data, size: bytes.length, tokens, etag: '', bytes };
  return { ok: true, image };
}

const isImage = (contentType: ShownAttachment['contentType']): boolean => kindOf({ contentType }) === 'image';

const problem = (text: string): ReadImage => ({ ok: false, problem: text });
