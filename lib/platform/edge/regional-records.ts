import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlertAlarm } from '../../constructs/alarm/alarm';
import type { PublicNames, PublishedApi } from '../public-names';

export interface RegionalRecordsProps {
  readonly region: string;
  readonly zone: route53.IHostedZone;
  readonly publicNames: PublicNames;
  readonly alerts: sns.ITopic;
}

/**
 * DNS records that lead clients near a region to it, for as long as it is healthy: each API answers there, and does not
 * fail most requests. They are kept apart from the region's own stacks, which cannot be changed while it is lost.
 */
export class RegionalRecords extends Construct {
  constructor(scope: Construct, id: string, { region, zone, publicNames, alerts }: RegionalRecordsProps) {
    super(scope, id);
    const healthCheck = new route53.HealthCheck(this, 'Healthy', {
      type: route53.HealthCheckType.CALCULATED,
      childHealthChecks: publicNames.apis.flatMap((api, index) => this.checks(api, index, region)),
    });
    for (const { id: name, name: recordName, target } of publicNames.names) {
      const record: route53.ARecordProps = {
        zone,
        recordName: `${recordName}.`,
        region,
        setIdentifier: region,
        healthCheck,
        target: route53.RecordTarget.fromAlias({ bind: () => target }),
      };
      new route53.ARecord(this, `${name}Ipv4`, record);
      new route53.AaaaRecord(this, `${name}Ipv6`, record);
    }
    new AlertAlarm(this, 'Unhealthy', {
      alerts,
      metric: new cloudwatch.Metric({
        namespace: 'AWS/Route53',
        metricName: 'HealthCheckStatus',
        dimensionsMap: { HealthCheckId: healthCheck.healthCheckId },
        statistic: 'Minimum',
        period: Duration.minutes(1),
      }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      description: `${region} is out of DNS: clients are led to the other regions.`,
    });
  }

  private checks({ host, failingAlarm }: PublishedApi, index: number, region: string): route53.HealthCheck[] {
    const answers = new route53.HealthCheck(this, `Answers${index}`, {
      type: route53.HealthCheckType.HTTPS,
      fqdn: host,
      // API Gateway keeps this path of every API for health checks; it reaches no method and no function.
      resourcePath: '/ping',
      requestInterval: Duration.seconds(30),
      failureThreshold: 3,
    });
    const works = new route53.HealthCheck(this, `Works${index}`, {
      type: route53.HealthCheckType.CLOUDWATCH_METRIC,
      alarmIdentifier: { name: failingAlarm, region },
      insufficientDataHealthStatus: route53.InsufficientDataHealthStatusEnum.LAST_KNOWN_STATUS,
    });
    return [answers, works];
  }
}
