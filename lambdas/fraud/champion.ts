import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import shipped from '../../models/fraud/champion/champion.json';
import { type Reference, referenceSchema } from './domain/drift/reference';
import { decodeEnsemble } from './domain/model/artefact';
import type { Model } from './domain/model/scorer';

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
 * @throws Error when it is no such artefact, or its trees are not those that it names
 */
export function readModel(artefact: unknown): Model {
  const parsed = artefactSchema.safeParse(artefact);
  if (!parsed.success) throw new Error(`no artefact of a model: ${z.prettifyError(parsed.error)}`);
  const { version, sha256, trees, calibration } = parsed.data;
  const bytes = Buffer.from(trees, 'base64');
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash !== sha256) throw new Error(`The trees of ${version} hash to ${hash}, not to the approved ${sha256}`);
  return { version, sha256, ensemble: decodeEnsemble(bytes), calibration };
}

/** Of the model that was approved; its trees are not read for it. */
export const championVersion: string = shipped.version;

/** How features and scores were spread when the champion was rated. */
export const championReference = (): Reference => referenceSchema.parse(shipped.reference);

/** The model that was approved, which is part of the bundle. */
export const champion = (artefact: unknown = shipped): Model => readModel(artefact);
