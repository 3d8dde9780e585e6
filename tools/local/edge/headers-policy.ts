import { z } from 'zod';
import type { ResolvedResource } from '../types';

/** A header that the edge sets; without `override` the origin's own stays. */
interface PolicyHeader {
  readonly name: string;
  readonly value: string;
  readonly override: boolean;
}

/** A CloudFront response headers policy. */
export interface HeadersPolicy {
  readonly set: readonly PolicyHeader[];
  readonly remove: readonly string[];
}

const override = { Override: z.boolean() };

const schema = z.strictObject({
  Name: z.string(),
  Comment: z.string().optional(),
  CustomHeadersConfig: z
    .strictObject({ Items: z.array(z.strictObject({ Header: z.string(), Value: z.string(), ...override })) })
    .optional(),
  RemoveHeadersConfig: z.strictObject({ Items: z.array(z.strictObject({ Header: z.string() })) }).optional(),
  SecurityHeadersConfig: z
    .strictObject({
      ContentSecurityPolicy: z.strictObject({ ContentSecurityPolicy: z.string(), ...override }).optional(),
      ContentTypeOptions: z.strictObject(override).optional(),
      FrameOptions: z.strictObject({ FrameOption: z.enum(['DENY', 'SAMEORIGIN']), ...override }).optional(),
      ReferrerPolicy: z.strictObject({ ReferrerPolicy: z.string(), ...override }).optional(),
      StrictTransportSecurity: z
        .strictObject({
          AccessControlMaxAgeSec: z.number(),
          IncludeSubdomains: z.boolean().optional(),
          Preload: z.boolean().optional(),
          ...override,
        })
        .optional(),
      XSSProtection: z
        .strictObject({
          Protection: z.boolean(),
          ModeBlock: z.boolean().optional(),
          ReportUri: z.string().optional(),
          ...override,
        })
        .optional(),
    })
    .optional(),
});

type SecurityHeaders = NonNullable<z.output<typeof schema>['SecurityHeadersConfig']>;

export function readHeadersPolicy(resource: ResolvedResource): HeadersPolicy {
  const parsed = schema.safeParse(resource.properties.ResponseHeadersPolicyConfig);
  if (!parsed.success) throw new Error(`${resource.path} is not served as written: ${z.prettifyError(parsed.error)}`);
  const { CustomHeadersConfig, RemoveHeadersConfig, SecurityHeadersConfig = {} } = parsed.data;
  const custom = CustomHeadersConfig?.Items ?? [];
  return {
    set: [
      ...custom.map(({ Header, Value, Override }) => ({ name: Header, value: Value, override: Override })),
      ...security(SecurityHeadersConfig),
    ],
    remove: RemoveHeadersConfig?.Items.map(({ Header }) => Header) ?? [],
  };
}

function security(config: SecurityHeaders): PolicyHeader[] {
  const {
    ContentSecurityPolicy: csp,
    ContentTypeOptions: type,
    FrameOptions: frame,
    ReferrerPolicy: referrer,
  } = config;
  const { StrictTransportSecurity: transport, XSSProtection: xss } = config;
  const headers: PolicyHeader[] = [];
  const set = (name: string, value: string, { Override }: { Override: boolean }) =>
    headers.push({ name, value, override: Override });
  if (csp) set('Content-Security-Policy', csp.ContentSecurityPolicy, csp);
  if (type) set('X-Content-Type-Options', 'nosniff', type);
  if (frame) set('X-Frame-Options', frame.FrameOption, frame);
  if (referrer) set('Referrer-Policy', referrer.ReferrerPolicy, referrer);
  if (transport) set('Strict-Transport-Security', transportSecurity(transport), transport);
  if (xss) set('X-XSS-Protection', xssProtection(xss), xss);
  return headers;
}

function transportSecurity(config: NonNullable<SecurityHeaders['StrictTransportSecurity']>): string {
  const parts = [`max-age=${config.AccessControlMaxAgeSec}`];
  if (config.IncludeSubdomains) parts.push('includeSubDomains');
  if (config.Preload) parts.push('preload');
  return parts.join('; ');
}

function xssProtection(config: NonNullable<SecurityHeaders['XSSProtection']>): string {
  const parts = [config.Protection ? '1' : '0'];
  if (config.ModeBlock) parts.push('mode=block');
  if (config.ReportUri) parts.push(`report=${config.ReportUri}`);
  return parts.join('; ');
}
