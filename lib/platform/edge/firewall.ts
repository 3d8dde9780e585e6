import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Settings } from '../../config';
import { dataProtection, firewallRules, redactedFields } from './firewall-rules';

/** The web ACL of the stage's distribution, and its log of blocked requests. */
export class Firewall extends Construct {
  readonly webAclArn: string;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const acl = new wafv2.CfnWebACL(this, 'WebAcl', {
      scope: 'CLOUDFRONT',
      description: `Managed rules and a rate limit for ${settings.stage}`,
      defaultAction: { allow: {} },
      dataProtectionConfig: dataProtection,
      rules: firewallRules(settings.edge.requestsPerFiveMinutesPerAddress),
      visibilityConfig: { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName: 'edge' },
    });
    this.webAclArn = acl.attrArn;
    this.logBlocked(acl, settings);
  }

  private logBlocked(acl: wafv2.CfnWebACL, settings: Settings): void {
    const group = new logs.LogGroup(this, 'Logs', {
      // WAF takes only log groups whose name starts so.
      logGroupName: `aws-waf-logs-${settings.stage}-edge`,
      retention: settings.logs.retentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new wafv2.CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      // Without the `:*` that the log group's own ARN attribute ends with, which WAF refuses.
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: group.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      redactedFields: [...redactedFields],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }, { ActionCondition: { Action: 'COUNT' } }],
          },
        ],
      },
    });
  }
}
