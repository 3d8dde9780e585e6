import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { featureNames } from '../../lambdas/fraud/domain/features/features-of';
import { decodeEnsemble } from '../../lambdas/fraud/domain/model/artefact';
import { createScorer, type Scorer } from '../../lambdas/fraud/domain/model/scorer';
import { filesBelow } from './audit-files';

/** The model that ships. */
export const shippedModel = 'models/fraud/champion/champion.json';

const artefactSchema = z.object({
  version: z.string(),
  sha256: z.string(),
  trees: z.string(),
  calibration: z.object({ slope: z.number(), intercept: z.number() }),
});

/**
 * Models that are at hand, by their versions.
 *
 * @param paths artefacts as `npm run train:fraud` writes them, or folders of such files
 * @throws Error for a file that is none, or whose trees are not those that it names
 */
export async function readModels(paths: readonly string[]): Promise<ReadonlyMap<string, Scorer>> {
  const files = (await Promise.all(paths.map(filesBelow))).flat().filter((file) => file.endsWith('.json'));
  const scorers = new Map<string, Scorer>();
  for (const file of files) {
    const artefact = artefactSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (!artefact.success) throw new Error(`${file} is no model: ${z.prettifyError(artefact.error)}`);
    const { version, sha256, trees, calibration } = artefact.data;
    const bytes = Buffer.from(trees, 'base64');
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw new Error(`${file}: its trees are not those that it names; get the artefact again`);
    scorers.set(version, createScorer({ version, sha256, calibration, ensemble: decodeEnsemble(bytes) }, featureNames));
  }
  return scorers;
}
