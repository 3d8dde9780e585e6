import { CostError } from '../cost-error';
import type { CostedResource } from '../costed-assembly';
import { byUse, type Charge, HOURS, type Idle, listOf, numberOf, plural, type Service, within } from './service';

/** Instances that an endpoint keeps when nobody asks: the least that its scaling leaves, else those that it begins with. */
const endpoint: Idle = (resource, assembly) => {
  const config = assembly.refersTo(resource.get('EndpointConfigName'));
  if (!config) {
    throw new CostError(`${resource.id} (${resource.type}): its endpoint configuration is not in the assembly`);
  }
  return listOf(config.get('ProductionVariants')).flatMap((variant) => variantCharges(config, variant));
};

function variantCharges(config: CostedResource, variant: unknown): Charge[] {
  const serverless = within(variant, 'ServerlessConfig');
  if (serverless !== undefined) {
    if (numberOf(within(serverless, 'ProvisionedConcurrency')) === 0) return [];
    throw new CostError(
      `${config.id} (${config.type}): provisioned concurrency of serverless inference has no price here`,
    );
  }
  const type = String(within(variant, 'InstanceType'));
  const least =
    within(variant, 'ManagedInstanceScaling', 'MinInstanceCount') ?? within(variant, 'InitialInstanceCount');
  const count = numberOf(least, 1);
  if (count === 0) return [];
  return [
    { price: `sagemaker.instanceHour.${type}`, quantity: count * HOURS, what: `${plural(count, `instance`)} ${type}` },
  ];
}

export const sagemaker: Service = {
  name: 'Amazon SageMaker AI',
  types: { 'AWS::SageMaker::Endpoint': endpoint },
};

export const bedrock: Service = {
  name: 'Amazon Bedrock',
  types: { 'AWS::Bedrock::Guardrail': byUse },
};
