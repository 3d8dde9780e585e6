import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from '../../config';
import { removalPolicyOnceDeployed } from '../../platform/foundation';

/** What a search domain writes, by the name that its options have for it. */
const kinds = {
  ES_APPLICATION_LOGS: 'Errors',
  SEARCH_SLOW_LOGS: 'SlowSearches',
  INDEX_SLOW_LOGS: 'SlowIndexing',
  AUDIT_LOGS: 'Audit',
} as const;

/**
 * Logs of a search domain: errors, what was slow, and, once they are turned on in the domain, audit events. Slow ones hold
 * queries, and so what people looked for: they are written only from the time that the index sets for them.
 */
export class SearchLogs extends Construct {
  /** As the domain's options want it. */
  readonly publishing: Readonly<Record<string, { readonly enabled: true; readonly cloudWatchLogsLogGroupArn: string }>>;

  constructor(scope: Construct, id: string, settings: Settings, domainArn: string) {
    super(scope, id);
    const { account } = Stack.of(this);
    const groups = Object.entries(kinds).map(
      ([kind, name]) =>
        [
          kind,
          new logs.LogGroup(this, name, {
            retention: settings.logs.retentionDays,
            removalPolicy: removalPolicyOnceDeployed(settings),
          }),
        ] as const,
    );
    new logs.ResourcePolicy(this, 'Policy', {
      policyStatements: [
        new iam.PolicyStatement({
          principals: [new iam.ServicePrincipal('es.amazonaws.com')],
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: groups.map(([, group]) => group.logGroupArn),
          conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': domainArn } },
        }),
      ],
    });
    this.publishing = Object.fromEntries(
      groups.map(([kind, group]) => [kind, { enabled: true, cloudWatchLogsLogGroupArn: group.logGroupArn }]),
    );
  }
}
