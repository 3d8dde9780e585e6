import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { featureNames } from '../../lambdas/fraud/domain/features/features-of';
import { modelOf } from '../../lambdas/fraud/domain/model/read-model';
import { createScorer, type Scorer } from '../../lambdas/fraud/domain/model/scorer';
import { filesBelow } from './audit-files';

/** The model that ships. */
export const shippedModel = 'models/fraud/champion/champion.json';

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
    const model = modelIn(file, await readFile(file, 'utf8'));
    scorers.set(model.version, createScorer(model, featureNames));
  }
  return scorers;
}

function modelIn(file: string, text: string) {
  try {
    return modelOf(JSON.parse(text), sha256Of);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
