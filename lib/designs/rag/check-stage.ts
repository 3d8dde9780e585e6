import type { Settings } from '../../config';
import { ConfigError } from '../../config-problems';
import { modelRegions } from '../../constructs/inference/inference-profiles';
import type { RagSettings } from './settings';

/**
 * Holds RAG's settings against the stage's: models that can be called from its primary region, zones that its network has.
 *
 * @throws ConfigError that names everything that does not fit
 */
export function checkStage({ stage, regions, network }: Settings, { search }: RagSettings): void {
  const [primary = ''] = regions;
  const callable = modelRegions();
  const problems: string[] = [];
  if (!callable.includes(primary)) {
    problems.push(
      `stages.${stage}.regions = ${primary}: expected a first region that RAG's models can be called from: ${callable.join(', ')}`,
    );
  }
  if (network.vpc && search.zones > network.availabilityZones) {
    problems.push(
      `stages.${stage}.designs.rag.search.zones = ${search.zones}: expected no more than network.availabilityZones, ${network.availabilityZones}`,
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
}
