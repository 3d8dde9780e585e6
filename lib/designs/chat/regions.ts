import { ConfigError } from '../../config-problems';
import { modelRegions } from '../../constructs/inference/inference-profiles';
import type { ChatSettings } from './settings';

/**
 * Holds chat's settings against the stage's regions: models that can be called there, a guardrail in all of them or in none.
 *
 * @throws ConfigError that names every region for which they do not fit
 */
export function checkRegions(stage: string, regions: readonly string[], settings: ChatSettings): void {
  const { guardrails, selfHosted } = settings;
  const key = `stages.${stage}`;
  const guarded = Object.keys(guardrails);
  const callable = modelRegions();
  const problems = [
    ...regions
      .filter((region) => !callable.includes(region))
      .map(
        (region) =>
          `${key}.regions = ${region}: expected a region chat's models can be called from: ${callable.join(', ')}`,
      ),
    ...guarded
      .filter((region) => !regions.includes(region))
      .map(
        (region) =>
          `${key}.designs.chat.guardrails.${region}: expected one of the stage's regions: ${regions.join(', ')}`,
      ),
    ...regions
      .filter((region) => guarded.length > 0 && !guarded.includes(region))
      .map(
        (region) =>
          `${key}.designs.chat.guardrails.${region}: missing, expected a guardrail in every region or in none`,
      ),
  ];
  problems.push(
    ...Object.keys(selfHosted?.buckets ?? {})
      .filter((region) => !regions.includes(region))
      .map(
        (region) =>
          `${key}.designs.chat.selfHosted.buckets.${region}: expected one of the stage's regions: ${regions.join(', ')}`,
      ),
  );
  if (selfHosted && settings.models.some((name) => name === selfHosted.model)) {
    problems.push(`${key}.designs.chat.selfHosted.model = "${selfHosted.model}": expected a name of its own`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
}
