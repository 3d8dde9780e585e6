import type * as wafv2 from 'aws-cdk-lib/aws-wafv2';

interface ManagedGroup {
  readonly name: string;
  /** Rules of the group that only count, because they would block what this stage is for. */
  readonly counted: readonly string[];
}

/**
 * Managed rule groups. Rules over bodies only count: a body here is a person's own text inside JSON, checked by a schema,
 * stored and shown as text, and people do ask about scripts, paths and log4j, in more than the 8 KB that the size rule
 * allows. `NoUserAgent_HEADER` only counts because WebSocket clients send none.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
const managedGroups: readonly ManagedGroup[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList', counted: [] },
  {
    name: 'AWSManagedRulesCommonRuleSet',
    counted: [
      'NoUserAgent_HEADER',
      'SizeRestrictions_BODY',
      'CrossSiteScripting_BODY',
      'GenericLFI_BODY',
      'GenericRFI_BODY',
      'EC2MetaDataSSRF_BODY',
    ],
  },
  {
    name: 'AWSManagedRulesKnownBadInputsRuleSet',
    counted: ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY', 'ReactJSRCE_BODY'],
  },
];

/** What must not reach the log: credentials, also as a WebSocket subprotocol, and one-time tickets. */
export const secretFields: readonly wafv2.CfnLoggingConfiguration.FieldToMatchProperty[] = [
  { singleHeader: { Name: 'authorization' } },
  { singleHeader: { Name: 'sec-websocket-protocol' } },
  { singleHeader: { Name: 'cookie' } },
  { queryString: {} },
];

/** @param requestsPerFiveMinutes what one address may send before it is blocked for as long as it goes on */
export function firewallRules(requestsPerFiveMinutes: number): wafv2.CfnWebACL.RuleProperty[] {
  const rate: wafv2.CfnWebACL.RuleProperty = {
    name: 'RatePerAddress',
    priority: 0,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: {
      rateBasedStatement: { limit: requestsPerFiveMinutes, aggregateKeyType: 'IP', evaluationWindowSec: 300 },
    },
    visibilityConfig: visible('RatePerAddress'),
  };
  return [rate, ...managedGroups.map((group, index) => managedRule(group, index + 1))];
}

function managedRule({ name, counted }: ManagedGroup, priority: number): wafv2.CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visible(name),
  };
}

function visible(metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName };
}
