import type { ObjectStore, StoredObject } from '../engines/s3/object-store';
import type { Distribution, S3Origin } from './distribution';

/**
 * The object of a bucket that a path stands for, or the distribution's error page; undefined where there is neither.
 * A bucket that may not be listed answers 403 for a key that it does not have, never 404.
 */
export async function objectFor(
  path: string,
  distribution: Distribution,
  origin: S3Origin,
  objects: Pick<ObjectStore, 'get'>,
): Promise<(StoredObject & { readonly statusCode: number }) | undefined> {
  const read = (name: string) =>
    objects.get(origin.bucket, decodeURIComponent(`${origin.path}${name}`).replace(/^\//, ''));
  const { defaultRootObject } = distribution;
  const wanted = path === '/' && defaultRootObject ? `/${defaultRootObject}` : path;
  const object = wanted === '/' ? undefined : await read(wanted);
  if (object) return { ...object, statusCode: 200 };
  const page = distribution.errorPages.get(403);
  const substitute = page && (await read(page.path));
  return substitute && { ...substitute, statusCode: page.statusCode };
}
