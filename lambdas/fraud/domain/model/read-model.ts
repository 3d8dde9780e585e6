import * as z from 'zod/mini';
import { decodeEnsemble } from './artefact';
import type { Model } from './scorer';

const artefactSchema = z.object({
  version: z.string(),
  /** Of the trees' bytes. */
  sha256: z.string(),
  /** The trees, in base64. */
  trees: z.string(),
  calibration: z.object({ slope: z.number(), intercept: z.number() }),
});

/**
 * A model out of its artefact.
 *
 * @param artefact as `npm run train:fraud` writes it
 * @param sha256Of of the trees' bytes, as lower-case hexadecimal
 * @throws Error when it is no such artefact, or its trees are not those that it names
 */
export function modelOf(artefact: unknown, sha256Of: (bytes: Uint8Array) => string): Model {
  const parsed = artefactSchema.safeParse(artefact);
  if (!parsed.success) throw new Error(`no artefact of a model: ${z.prettifyError(parsed.error)}`);
  const { version, sha256, trees, calibration } = parsed.data;
  const bytes = Buffer.from(trees, 'base64');
  const hash = sha256Of(bytes);
  if (hash !== sha256) throw new Error(`The trees of ${version} hash to ${hash}, not to the approved ${sha256}`);
  return { version, sha256, ensemble: decodeEnsemble(bytes), calibration };
}
