import type { Flow } from '../flows/flow';
import type { Model } from '../model/model';
import type { Owners } from '../model/owners';
import { at, list } from '../model/resource';

/** Functions of custom resources, buckets of access logs, rules that are told of elsewhere: they take no part in the work. */
export function helpers(model: Model, owners: Owners, flows: readonly Flow[]): ReadonlySet<string> {
  const providers = model.resources
    .filter(({ type }) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource')
    .flatMap((custom) => owners.targets(custom, custom.properties.ServiceToken));
  const flowing = new Set(flows.map(({ from }) => from.key));
  const rules = model.ofType('AWS::Events::Rule', 'AWS::Scheduler::Schedule').filter(({ key }) => !flowing.has(key));
  return new Set([...providers, ...rules, ...logBuckets(model, owners)].map(({ key }) => key));
}

const logBuckets = (model: Model, owners: Owners) =>
  model.resources.flatMap((resource) =>
    owners.targets(resource, [
      at(resource.properties, 'LoggingConfiguration', 'DestinationBucketName'),
      ...list(at(resource.properties, 'DistributionConfig', 'Logging')),
      resource.type === 'AWS::EC2::FlowLog' ? resource.properties.LogDestination : undefined,
    ]),
  );
