import type { Construct } from 'constructs';
import type { Settings } from '../config';
import type { Platform, RegionPlatform } from './platform';
import { PrimaryStack } from './primary-stack';
import { RegionStack } from './region-stack';

/**
 * Makes the platform of a stage: one stack a region. The further regions come first, because the primary's global table
 * is encrypted there with their keys.
 */
export function createPlatform(scope: Construct, settings: Settings): Platform {
  const [primaryRegion, ...furtherRegions] = settings.regions;
  if (primaryRegion === undefined) throw new Error(`stage ${settings.stage} has no region`);
  const further = furtherRegions.map((region) => new RegionStack(scope, settings, region));
  const stack = new PrimaryStack(scope, settings, primaryRegion, further);
  const inRegion = (region: RegionStack): RegionPlatform => ({
    settings,
    region: region.region,
    isPrimary: region === stack,
    key: region.key,
    alerts: region.alerts,
    functionPolicy: region.functionPolicy,
    network: region.network,
    audit: region.audit,
    table: stack.platformTable.inRegion(region.region),
    identity: stack.identity,
    publicNames: region.publicNames,
    publishRest: (stage) => region.publishRest(stage),
    publishWebSocket: (stage) => region.publishWebSocket(stage),
  });
  const primary = inRegion(stack);
  return { settings, primary, regions: [primary, ...further.map(inRegion)], tools: [], features: [] };
}
