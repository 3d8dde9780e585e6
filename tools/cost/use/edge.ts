import { charged, type Pricing, type Pricings, perGb } from './use-charge';

const GATEWAY = 'Amazon API Gateway';
const CLOUDFRONT = 'Amazon CloudFront';
const VPC = 'Amazon VPC';

/** Only where the stage has such a thing. */
const where =
  (type: string, pricing: Pricing): Pricing =>
  (view) =>
    view.stage.of(type).length > 0 ? pricing(view) : [];

const distribution = 'AWS::CloudFront::Distribution';

const requests: Pricing = (view) => [
  ...where(distribution, charged(CLOUDFRONT, 'cloudfront.request'))(view),
  ...where('AWS::WAFv2::WebACL', charged('AWS WAF', 'waf.request'))(view),
];

/** Without a distribution, what leaves the region is billed as such. */
const sent: Pricing = (view) =>
  view.stage.of(distribution).length > 0
    ? perGb(CLOUDFRONT, 'cloudfront.outGb')(view)
    : perGb('AWS Data Transfer', 'transfer.outGb')(view);

const endpoints: Pricing = (view) =>
  view.stage.of('AWS::EC2::VPCEndpoint').some((each) => each.get('VpcEndpointType') === 'Interface')
    ? perGb(VPC, 'vpc.endpointGb')(view)
    : [];

const users: Pricing = ({ stage }) =>
  stage
    .of('AWS::Cognito::UserPool')
    .slice(0, 1)
    .map((pool) => {
      const plan = String(pool.get('UserPoolTier') ?? 'ESSENTIALS').toLowerCase();
      return { service: 'Amazon Cognito', price: `cognito.mau.${plan}`, each: 1 };
    });

export const edge = {
  restRequests: charged(GATEWAY, 'apiGateway.restRequest'),
  webSocketMessages: charged(GATEWAY, 'apiGateway.webSocketMessage'),
  webSocketConnectionMinutes: charged(GATEWAY, 'apiGateway.webSocketMinute'),
  cloudFrontRequests: requests,
  cloudFrontKb: sent,
  natKb: where('AWS::EC2::NatGateway', perGb(VPC, 'vpc.natGb')),
  endpointKb: endpoints,
  monthlyActiveUsers: users,
} satisfies Pricings;
