import { Duration } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';

/** Hosts besides its own that the console uses. */
export interface BrowserHosts {
  /** That it talks to: where it gets its tokens, and where it uploads to. */
  readonly asked: readonly string[];
  /** That it shows images from. */
  readonly shown: readonly string[];
}

/** Headers of every answer: browsers use HTTPS only, run nothing that is not the console's own, and show it in no frame. */
export function securityHeaders(
  scope: Construct,
  id: string,
  { asked, shown }: BrowserHosts,
): cloudfront.ResponseHeadersPolicy {
  const contentSecurityPolicy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    withHosts("img-src 'self' data: blob:", shown),
    "font-src 'self' data:",
    withHosts("connect-src 'self'", asked),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
  return new cloudfront.ResponseHeadersPolicy(scope, id, {
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
    },
  });
}

const withHosts = (directive: string, hosts: readonly string[]): string =>
  [directive, ...hosts.map((host) => `https://${host}`)].join(' ');
