import { Aws, CfnOutput, Duration, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Settings } from '../../config';
import { AlertAlarm } from '../../constructs/alarm/alarm';
import type { Route } from '../../design';
import { StageStack } from '../../stage-stack';
import { AlertTopic } from '../alerts';
import type { Platform } from '../platform';
import { hostedZone } from '../public-names';
import { signInDomain } from '../sign-in-domain';
import { accessLogBucket, stageBucket } from '../stage-bucket';
import { StageKey } from '../stage-key';
import { edgeRegion } from './edge-region';
import { Firewall } from './firewall';
import { RegionalRecords } from './regional-records';
import { securityHeaders } from './security-headers';

const priceClasses = {
  '100': cloudfront.PriceClass.PRICE_CLASS_100,
  '200': cloudfront.PriceClass.PRICE_CLASS_200,
  all: cloudfront.PriceClass.PRICE_CLASS_ALL,
} as const;

/** The one public address of a stage: the console's bucket, and each design's APIs under the paths that the design names. */
export class EdgeStack extends StageStack {
  readonly distribution: cloudfront.Distribution;
  /** Without a path. */
  readonly url: string;
  /** What is served where no API is; the console's stack fills it. */
  readonly consoleBucket: s3.Bucket;
  /** Addresses of the APIs, by the keys of their outputs. */
  readonly addresses: Readonly<Record<string, string>>;
  private readonly settings: Settings;

  constructor(scope: Construct, platform: Platform, routes: readonly Route[]) {
    const { settings } = platform;
    super(scope, {
      settings,
      region: edgeRegion,
      part: 'edge',
      oncePerStage: true,
      description: 'Public address, firewall and console',
    });
    this.settings = settings;
    const accessLogs = accessLogBucket(this, 'AccessLogs', settings);
    this.consoleBucket = stageBucket(this, 'Console', settings, {
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'console/',
    });
    const distributionLogs = accessLogBucket(this, 'DistributionLogs', settings, {
      // CloudFront delivers its standard logs by ACL, S3 its own by bucket policy: each has a bucket that suits it.
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'distribution-logs/',
    });
    this.distribution = this.createDistribution(routes, distributionLogs);
    // When the stack goes, the bucket is emptied once: after the distribution, which may write to it until it is deleted.
    this.distribution.node.addDependency(distributionLogs);
    const alerts = this.alertsHere(platform);
    this.addAlarm(alerts);
    if (settings.domain) this.addRecords(settings.domain, platform, alerts);

    const host = settings.domain?.name ?? this.distribution.distributionDomainName;
    this.url = `https://${host}`;
    new CfnOutput(this, 'ConsoleUrl', { value: this.url });
    this.addresses = Object.fromEntries(
      routes.map(({ pathPattern, kind, outputKey }) => {
        const scheme = kind === 'websocket' ? 'wss' : 'https';
        return [outputKey, `${scheme}://${host}${pathPattern.replace(/\/\*$/, '')}`];
      }),
    );
    for (const [key, value] of Object.entries(this.addresses)) new CfnOutput(this, key, { value });
  }

  private createDistribution(routes: readonly Route[], logBucket: s3.IBucket): cloudfront.Distribution {
    const { settings } = this;
    const headers = securityHeaders(this, 'SecurityHeaders', {
      asked: [signInDomain(settings, Aws.ACCOUNT_ID).host, ...routes.flatMap(({ browserHosts = [] }) => browserHosts)],
      shown: routes.flatMap(({ imageHosts = [] }) => imageHosts),
    });
    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: `${settings.stage}: console and APIs`,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: origins.S3BucketOrigin.withOriginAccessControl(this.consoleBucket),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: headers,
      },
      additionalBehaviors: Object.fromEntries(routes.map((route) => [route.pathPattern, apiBehavior(route, headers)])),
      priceClass: priceClasses[settings.edge.priceClass],
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      webAclId: new Firewall(this, 'Firewall', settings).webAclArn,
      logBucket,
      logFilePrefix: 'distribution/',
      ...(settings.domain && {
        domainNames: [settings.domain.name],
        certificate: new acm.Certificate(this, 'Certificate', {
          domainName: settings.domain.name,
          validation: acm.CertificateValidation.fromDns(hostedZone(this, 'CertificateZone', settings.domain)),
        }),
        minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
    });
    if (!settings.domain) {
      Validations.of(distribution).acknowledge({
        id: 'AwsSolutions::AwsSolutions-CFR4',
        reason:
          "CloudFront's own certificate fixes the lowest TLS version; the setting domain brings an own one with TLS 1.2.",
      });
    }
    return distribution;
  }

  private addRecords(domain: NonNullable<Settings['domain']>, { regions }: Platform, alerts: sns.ITopic): void {
    const zone = hostedZone(this, 'Zone', domain);
    const target = route53.RecordTarget.fromAlias(new targets.CloudFrontTarget(this.distribution));
    new route53.ARecord(this, 'Ipv4', { zone, target });
    new route53.AaaaRecord(this, 'Ipv6', { zone, target });
    for (const { region, publicNames } of regions) {
      if (publicNames?.apis.length) new RegionalRecords(this, `In-${region}`, { region, zone, publicNames, alerts });
    }
  }

  private addAlarm(alerts: sns.ITopic): void {
    new AlertAlarm(this, 'ServerErrors', {
      alerts,
      metric: this.distribution.metric5xxErrorRate({
        period: Duration.minutes(5),
        // The library leaves `Region` out, and CloudWatch finds only what has exactly the dimensions asked for.
        dimensionsMap: { DistributionId: this.distribution.distributionId, Region: 'Global' },
      }),
      threshold: 5,
      evaluationPeriods: 2,
      description: 'More than 5 % of what clients ask for at the public address fails: an API behind it is down.',
    });
  }

  /** An alarm tells topics of its own region only. */
  private alertsHere(platform: Platform): sns.ITopic {
    const here = platform.regions.find(({ region }) => region === edgeRegion);
    if (here) return here.alerts;
    const publishers = ['cloudwatch'] as const;
    const { key } = new StageKey(this, 'StageKey', this.settings, publishers);
    return new AlertTopic(this, 'Alerts', {
      settings: this.settings,
      key,
      displayName: `${this.settings.stage} edge alerts`,
      publishers,
    }).topic;
  }
}

/** Nothing is cached or rewritten on the way to an API; its own host name is the only header that changes. */
function apiBehavior({ domain }: Route, headers: cloudfront.ResponseHeadersPolicy): cloudfront.BehaviorOptions {
  return {
    origin: new origins.HttpOrigin(domain, {
      protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
      // The longest silence of a streamed answer; more than 60 seconds needs a raised quota.
      readTimeout: Duration.seconds(60),
      keepaliveTimeout: Duration.seconds(60),
    }),
    allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
    cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
    originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
    responseHeadersPolicy: headers,
    compress: false,
  };
}
