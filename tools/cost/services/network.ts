import { CostError } from '../cost-error';
import type { CostedResource } from '../costed-assembly';
import { byUse, type Charge, HOURS, type Idle, listOf, plural, type Service } from './service';

/** An interface is billed in each zone that it has a subnet in; gateways are free. */
const endpoint: Idle = (resource) => {
  const kind = resource.get('VpcEndpointType') ?? 'Gateway';
  if (kind === 'Gateway') return [];
  if (kind !== 'Interface') {
    throw new CostError(`${resource.id} (${resource.type}): an endpoint of type ${String(kind)} has no price here`);
  }
  const zones = Math.max(1, listOf(resource.get('SubnetIds')).length);
  return [
    { price: 'vpc.endpointHour', quantity: zones * HOURS, what: `interface endpoint in ${plural(zones, 'zone')}` },
  ];
};

export const vpc: Service = {
  name: 'Amazon VPC',
  types: {
    'AWS::EC2::VPCEndpoint': endpoint,
    'AWS::EC2::NatGateway': () => [{ price: 'vpc.natHour', quantity: HOURS, what: 'NAT gateway' }],
    'AWS::EC2::EIP': () => [{ price: 'vpc.publicAddressHour', quantity: HOURS, what: 'public address' }],
    'AWS::EC2::FlowLog': byUse,
  },
};

/** What a health check may have beside the plain one, each at the same price. */
function featuresOf(resource: CostedResource): number {
  const config = (name: string) => resource.get('HealthCheckConfig', name);
  const type = String(config('Type'));
  return [
    type.startsWith('HTTPS'),
    type.endsWith('STR_MATCH'),
    config('RequestInterval') === 10,
    config('MeasureLatency') === true,
  ].filter(Boolean).length;
}

const checksEndpoint = (resource: CostedResource): boolean =>
  !['CALCULATED', 'CLOUDWATCH_METRIC', 'RECOVERY_CONTROL'].includes(String(resource.get('HealthCheckConfig', 'Type')));

/** Addresses of AWS are the account's own as far as a template can tell. */
const isAws = (resource: CostedResource): boolean =>
  !checksEndpoint(resource) ||
  /\.(amazonaws\.com|cloudfront\.net)$/.test(String(resource.get('HealthCheckConfig', 'FullyQualifiedDomainName')));

const healthCheck: Idle = (resource) => {
  const where = isAws(resource) ? 'aws' : 'other';
  const features = checksEndpoint(resource) ? featuresOf(resource) : 0;
  const check: Charge = { price: `route53.check.${where}`, quantity: 1, what: 'health check' };
  const more: Charge = {
    price: `route53.checkFeature.${where}`,
    quantity: features,
    what: plural(features, 'feature'),
  };
  return features > 0 ? [check, more] : [check];
};

export const route53: Service = {
  name: 'Amazon Route 53',
  types: {
    'AWS::Route53::HostedZone': () => [{ price: 'route53.zone', quantity: 1, what: 'hosted zone' }],
    'AWS::Route53::HealthCheck': healthCheck,
    'AWS::Route53::RecordSet': byUse,
    'AWS::Route53::RecordSetGroup': byUse,
  },
};

const cacheOf: Idle = (resource) => {
  if (resource.get('CacheClusterEnabled') !== true) return [];
  const size = String(resource.get('CacheClusterSize') ?? '0.5');
  return [{ price: `apiGateway.cacheHour.${size}`, quantity: HOURS, what: `cache of ${size} GB` }];
};

export const apiGateway: Service = {
  name: 'Amazon API Gateway',
  types: {
    'AWS::ApiGateway::RestApi': byUse,
    'AWS::ApiGateway::Stage': cacheOf,
    'AWS::ApiGatewayV2::Api': byUse,
    'AWS::ApiGatewayV2::Stage': byUse,
  },
};

export const cloudfront: Service = {
  name: 'Amazon CloudFront',
  types: { 'AWS::CloudFront::Distribution': byUse },
};
