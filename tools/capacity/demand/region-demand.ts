import type { Assumptions } from '../assumptions';
import { type Deployment, functionAt, numberAt } from '../deployment';
import type { Profile } from '../designs/profile';
import { apiGatewayQuotas } from '../quotas/api-gateway';
import { bedrockQuotas } from '../quotas/bedrock';
import { lambdaQuotas } from '../quotas/lambda';
import { cloudFrontQuotas, cognitoQuotas, kmsQuotas, rekognitionQuotas, sageMakerEndpointQuota } from '../quotas/other';
import type { Quota } from '../quotas/quota';
import { firehoseQuotas, kinesisQuotas } from '../quotas/streams';
import { concurrencyOf, type Placed } from './design-demand';
import { type Demand, quotaIn } from './limit';

const DAY_SECONDS = 86_400;
/** An audit event, in KB: ids and figures. An assumption; Firehose bills 5. */
const AUDIT_KB = 1;

/** What all designs of a region use together: quotas of the account there. */
export function regionDemands(
  region: string,
  placed: readonly Placed[],
  platform: Deployment | undefined,
  assumptions: Assumptions,
): Demand[] {
  const sum = (quota: Quota, amount: (one: Placed) => number, resource?: string): Demand[] =>
    together(region, placed, quota, (one, load) => one.peak * load * amount(one), resource);
  const requests = ({ profile }: Placed) =>
    profile.apis.reduce((all, { requestsAUnit }) => all + requestsAUnit, profile.callbacksAUnit ?? 0);
  return [
    ...together(region, placed, lambdaQuotas.concurrency, (one, load) =>
      one.profile.functions.reduce((all, use) => all + concurrencyOf(one, use, load), 0),
    ),
    ...sum(lambdaQuotas.requests, ({ profile }) =>
      profile.functions.reduce((all, { callsAUnit }) => all + callsAUnit, 0),
    ),
    ...environmentKeys(region, placed, assumptions),
    ...endpoints(region, placed),
    ...sum(apiGatewayQuotas.throttle, requests),
    ...sum(apiGatewayQuotas.newConnections, ({ profile }) => profile.connectionsAUnit ?? 0),
    ...models(region, placed),
    ...sum(rekognitionQuotas.moderation, ({ profile }) => profile.imagesAUnit ?? 0),
    ...sum(kinesisQuotas.shards, ({ profile }) => shardsAUnit(profile)),
    ...audit(platform, (quota, aEvent) =>
      sum(quota, ({ profile }) => (profile.auditEventsAUnit ?? 0) * aEvent, 'Audit'),
    ),
  ];
}

const shardsAUnit = ({ stream }: Profile): number =>
  stream ? Math.max(stream.recordsAUnit / 1000, stream.kbAUnit / 1024) : 0;

function together(
  region: string,
  placed: readonly Placed[],
  quota: Quota,
  amount: (one: Placed, load: number) => number,
  resource?: string,
): Demand[] {
  const users = placed.filter((one) => amount(one, 1) > 0);
  if (users.length === 0) return [];
  const at = (load: number) => users.reduce((all, one) => all + amount(one, load), 0);
  const designs = [...new Set(users.map(({ profile }) => profile.design))];
  return [{ limit: quotaIn(quota, region), region, designs, at, ...(resource !== undefined && { resource }) }];
}

/** A new environment has its variables decrypted, while load grows from the day's mean to its peak. */
function environmentKeys(region: string, placed: readonly Placed[], { rampSeconds }: Assumptions): Demand[] {
  const gained = (one: Placed, load: number) =>
    one.profile.functions
      .filter(({ at }) => functionAt(one.deployment, at).hasKey)
      .reduce((all, use) => all + concurrencyOf(one, use, load) - concurrencyOf(one, use, load / one.peakFactor), 0);
  return together(region, placed, kmsQuotas.symmetric, (one, load) => gained(one, load) / rampSeconds);
}

/** GPU instances behind endpoints, as many as the template begins with. */
function endpoints(region: string, placed: readonly Placed[]): Demand[] {
  const deployments = [...new Map(placed.map(({ deployment }) => [deployment.design, deployment])).values()];
  return deployments.flatMap(({ design, resources }) =>
    resources
      .filter(({ type }) => type === 'AWS::SageMaker::EndpointConfig')
      .flatMap(({ path, properties }) => {
        const [variant] = Array.isArray(properties.ProductionVariants) ? properties.ProductionVariants : [];
        const quota = sageMakerEndpointQuota(String((variant as { readonly InstanceType?: unknown })?.InstanceType));
        const count = numberAt(variant, 'InitialInstanceCount') ?? 1;
        return quota
          ? [{ limit: quotaIn(quota, region), region, designs: [design], resource: path, at: () => count }]
          : [];
      }),
  );
}

/** Requests and tokens a minute of each model. */
function models(region: string, placed: readonly Placed[]): Demand[] {
  return Object.entries(bedrockQuotas).flatMap(([model, { requests, tokens }]) => {
    const of = (one: Placed) => one.profile.models?.find((use) => use.model === model);
    const aMinute = (quota: Quota | undefined, amount: (one: Placed) => number) =>
      quota ? together(region, placed, quota, (one, load) => one.peak * load * amount(one) * 60) : [];
    return [
      ...aMinute(requests, (one) => of(one)?.requestsAUnit ?? 0),
      ...aMinute(tokens, (one) => of(one)?.tokensAUnit ?? 0),
    ];
  });
}

/** The stage's audit stream: Kinesis, or Firehose alone. */
function audit(platform: Deployment | undefined, sum: (quota: Quota, amountOfAnEvent: number) => Demand[]): Demand[] {
  if (!platform) return [];
  const hasStream = platform.resources.some(({ type }) => type === 'AWS::Kinesis::Stream');
  const mb = AUDIT_KB / 1024;
  if (hasStream) return sum(kinesisQuotas.onDemandWrites, mb);
  return [...sum(firehoseQuotas.directPutBytes, mb), ...sum(firehoseQuotas.directPutRequests, 1)];
}

/** People on the busiest day of those who use chat, and how unevenly they come. */
export interface People {
  readonly aDay: number;
  readonly peakFactor: number;
}

/** What the whole stage uses once, in its primary region: its distribution and its user pool. */
export function stageDemands(
  region: string,
  placed: readonly Placed[],
  { aDay, peakFactor }: People,
  { tokensADay, signInsADay }: Assumptions,
): Demand[] {
  const designs = [...new Set(placed.map(({ profile }) => profile.design))];
  const edge = (load: number) =>
    placed.reduce((all, { profile, peak }) => all + peak * load * profile.edgeRequestsAUnit, 0);
  const perSecond = (each: number) => (load: number) => (aDay * each * peakFactor * load) / DAY_SECONDS;
  const ofPeople = (quota: Quota, each: number): Demand[] =>
    aDay > 0 ? [{ limit: quotaIn(quota, region), region, designs: ['chat'], at: perSecond(each) }] : [];
  return [
    { limit: quotaIn(cloudFrontQuotas.requests, region), region: 'edge', designs, at: edge },
    ...ofPeople(cognitoQuotas.tokens, tokensADay),
    ...ofPeople(cognitoQuotas.authentication, signInsADay),
  ];
}
