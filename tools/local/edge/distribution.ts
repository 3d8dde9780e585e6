import { z } from 'zod';
import type { ResolvedResource } from '../types';
import { type HeadersPolicy, readHeadersPolicy } from './headers-policy';

export interface S3Origin {
  readonly kind: 's3';
  readonly bucket: string;
  /** Prefix of every path, or empty. */
  readonly path: string;
}

export interface CustomOrigin {
  readonly kind: 'custom';
  readonly host: string;
  readonly path: string;
}

export type Origin = S3Origin | CustomOrigin;

/** Which of the viewer's headers (and whether its query) reach the origin. */
export type Forwarding = 'all-but-host' | 'all' | 'none';

export interface Behavior {
  readonly pathPattern: string;
  readonly origin: Origin;
  readonly allowedMethods: readonly string[];
  readonly forwarding: Forwarding;
  readonly headers: HeadersPolicy | undefined;
}

/** A CloudFront distribution: its behaviours in the order they are tried, the default one last. */
export interface Distribution {
  readonly id: string;
  readonly domainName: string;
  readonly defaultRootObject: string | undefined;
  readonly behaviors: readonly Behavior[];
  /** What is served instead of an origin's error, by the origin's status. */
  readonly errorPages: ReadonlyMap<number, { readonly path: string; readonly statusCode: number }>;
}

/** AWS's managed origin request policies that forward what a viewer sent. */
const forwardings: Readonly<Record<string, Forwarding>> = {
  'b689b0a8-53d0-40ab-baf2-68738e2966ac': 'all-but-host',
  '216adef6-5c7f-47e4-b989-5492eafa07d3': 'all',
};

const behaviorSchema = z.looseObject({
  PathPattern: z.string().optional(),
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.string()).optional(),
  OriginRequestPolicyId: z.string().optional(),
  ResponseHeadersPolicyId: z.string().optional(),
  FunctionAssociations: z.undefined('CloudFront functions are not served').optional(),
  LambdaFunctionAssociations: z.undefined('Lambda@Edge is not served').optional(),
  ForwardedValues: z.undefined('ForwardedValues is not served; use policies').optional(),
});

const configSchema = z.looseObject({
  DefaultRootObject: z.string().optional(),
  DefaultCacheBehavior: behaviorSchema,
  CacheBehaviors: z.array(behaviorSchema).optional(),
  Origins: z.array(
    z.looseObject({
      Id: z.string(),
      DomainName: z.string(),
      OriginPath: z.string().optional(),
      S3OriginConfig: z.unknown().optional(),
    }),
  ),
  CustomErrorResponses: z
    .array(
      z.looseObject({
        ErrorCode: z.number(),
        ResponsePagePath: z.string().optional(),
        ResponseCode: z.number().optional(),
      }),
    )
    .optional(),
});

type BehaviorProperties = z.output<typeof behaviorSchema>;

/**
 * @param policies the assembly's `AWS::CloudFront::ResponseHeadersPolicy` resources
 * @throws Error naming what the laptop's edge does not serve
 */
export function readDistribution(resource: ResolvedResource, policies: readonly ResolvedResource[]): Distribution {
  const parsed = configSchema.safeParse(resource.properties.DistributionConfig);
  if (!parsed.success) throw new Error(`${resource.path} is not served as written: ${z.prettifyError(parsed.error)}`);
  const config = parsed.data;
  const origins = new Map(config.Origins.map((origin) => [origin.Id, readOrigin(origin)]));
  const read = (properties: BehaviorProperties) => readBehavior(resource, properties, origins, policies);
  return {
    id: resource.ref,
    domainName: String(resource.attributes.DomainName),
    defaultRootObject: config.DefaultRootObject,
    behaviors: [...(config.CacheBehaviors ?? []).map(read), read({ ...config.DefaultCacheBehavior, PathPattern: '*' })],
    errorPages: new Map(
      (config.CustomErrorResponses ?? []).flatMap(({ ErrorCode, ResponsePagePath, ResponseCode }) =>
        ResponsePagePath
          ? [[ErrorCode, { path: ResponsePagePath, statusCode: ResponseCode ?? ErrorCode }] as const]
          : [],
      ),
    ),
  };
}

function readOrigin(origin: { DomainName: string; OriginPath?: string | undefined }): Origin {
  const path = origin.OriginPath ?? '';
  const bucket = /^(.+)\.s3(?:\.[a-z0-9-]+)?\.amazonaws\.com$/.exec(origin.DomainName)?.[1];
  return bucket === undefined ? { kind: 'custom', host: origin.DomainName, path } : { kind: 's3', bucket, path };
}

function readBehavior(
  distribution: ResolvedResource,
  properties: BehaviorProperties,
  origins: ReadonlyMap<string, Origin>,
  policies: readonly ResolvedResource[],
): Behavior {
  const { PathPattern = '*', TargetOriginId, OriginRequestPolicyId, ResponseHeadersPolicyId } = properties;
  const origin = origins.get(TargetOriginId);
  if (!origin) throw new Error(`${distribution.path} ${PathPattern}: no origin ${TargetOriginId}`);
  const forwarding = OriginRequestPolicyId === undefined ? 'none' : forwardings[OriginRequestPolicyId];
  if (!forwarding)
    throw new Error(
      `${distribution.path} ${PathPattern}: origin request policy ${OriginRequestPolicyId} is not served`,
    );
  const policy = policies.find(({ ref }) => ref === ResponseHeadersPolicyId);
  if (ResponseHeadersPolicyId !== undefined && !policy) {
    throw new Error(
      `${distribution.path} ${PathPattern}: response headers policy ${ResponseHeadersPolicyId} is not served`,
    );
  }
  return {
    pathPattern: PathPattern,
    origin,
    allowedMethods: properties.AllowedMethods ?? ['GET', 'HEAD'],
    forwarding,
    headers: policy && readHeadersPolicy(policy),
  };
}

/** The behaviour for a path: the first whose pattern matches. `*` stands for any text, `?` for one character. */
export function behaviorFor(distribution: Distribution, path: string): Behavior {
  const found = distribution.behaviors.find(({ pathPattern }) => patternOf(pathPattern).test(path));
  if (!found) throw new Error(`${distribution.id} has no default behaviour`);
  return found;
}

function patternOf(pattern: string): RegExp {
  const rooted = pattern.startsWith('/') || pattern.startsWith('*') ? pattern : `/${pattern}`;
  const source = rooted
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}
