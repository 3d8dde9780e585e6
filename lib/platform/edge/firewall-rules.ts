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

/** Headers that hold credentials, which travel as a WebSocket subprotocol too. One-time tickets are in the query string. */
const secretHeaders = ['authorization', 'sec-websocket-protocol', 'cookie'];

/** What must not reach the log. */
export const redactedFields: readonly wafv2.CfnLoggingConfiguration.FieldToMatchProperty[] = [
  ...secretHeaders.map((Name) => ({ singleHeader: { Name } })),
  { queryString: {} },
];

/**
 * The same fields for whatever else WAF keeps of requests, samples above all: the log's redaction does not reach those.
 * @see https://docs.aws.amazon.com/waf/latest/APIReference/API_DataProtectionConfig.html
 */
export const dataProtection: wafv2.CfnWebACL.DataProtectionConfigProperty = {
  dataProtections: [
    { field: { fieldType: 'SINGLE_HEADER', fieldKeys: secretHeaders }, action: 'SUBSTITUTION' },
    { field: { fieldType: 'QUERY_STRING' }, action: 'SUBSTITUTION' },
  ],
};

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
