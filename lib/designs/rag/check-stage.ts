import type { Settings } from '../../config';
import { ConfigError } from '../../config-problems';
import { modelRegions } from '../../constructs/inference/inference-profiles';
import { hostedNameOf } from './models';
import type { RagSettings } from './settings';

/**
 * Holds RAG's settings against the stage's and each other: models that can be called from its primary region, zones that its network
 * has, endpoints that models are said to be on.
 *
 * @throws ConfigError that names everything that does not fit
 */
export function checkStage({ stage, regions, network }: Settings, settings: RagSettings): void {
  const { search } = settings;
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
  problems.push(...endpointProblems(`stages.${stage}.designs.rag`, settings));
  if (problems.length > 0) throw new ConfigError(problems);
}

function endpointProblems(key: string, { embedding, rerank, endpoints }: RagSettings): string[] {
  const names = Object.keys(endpoints);
  const known = names.length > 0 ? `one of endpoints: ${names.join(', ')}` : 'a model of endpoints, which are none';
  const asked = { 'embedding.model': embedding.model, ...(typeof rerank === 'string' && { rerank }) };
  const problems = Object.entries(asked).flatMap(([setting, model]) => {
    const name = hostedNameOf(model);
    return name === undefined || names.includes(name) ? [] : [`${key}.${setting} = "${model}": expected ${known}`];
  });
  if (rerank === embedding.model) problems.push(`${key}.rerank = "${rerank}": expected another model than embedding's`);
  return problems;
}
