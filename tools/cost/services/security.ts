import { CostError } from '../cost-error';
import type { CostedResource } from '../costed-assembly';
import { byUse, type Charge, type Idle, listOf, plural, type Service, within } from './service';

const key: Idle = () => [{ price: 'kms.key', quantity: 1, what: 'key' }];

/** Groups of AWS that cost more than a rule does. */
const dearGroups: Readonly<Record<string, string>> = {
  AWSManagedRulesBotControlRuleSet: 'waf.botControl',
  AWSManagedRulesATPRuleSet: 'waf.fraudControl',
  AWSManagedRulesACFPRuleSet: 'waf.fraudControl',
};

const webAcl: Idle = (resource) => {
  const rules = listOf(resource.get('Rules'));
  return [
    { price: 'waf.acl', quantity: 1, what: 'web ACL' },
    ...(rules.length > 0 ? [{ price: 'waf.rule', quantity: rules.length, what: plural(rules.length, 'rule') }] : []),
    ...rules.flatMap((rule) => dearGroup(resource, rule)),
  ];
};

function dearGroup(resource: CostedResource, rule: unknown): Charge[] {
  const group = within(rule, 'Statement', 'ManagedRuleGroupStatement');
  if (group === undefined) return [];
  const name = String(within(group, 'Name'));
  if (within(group, 'VendorName') !== 'AWS') {
    throw new CostError(
      `${resource.id} (${resource.type}): the rule group ${name} is of the marketplace and has no price here`,
    );
  }
  const price = dearGroups[name];
  return price ? [{ price, quantity: 1, what: name }] : [];
}

const ruleGroup: Idle = (resource) => {
  const rules = listOf(resource.get('Rules')).length;
  return [{ price: 'waf.rule', quantity: rules, what: plural(rules, 'rule') }];
};

export const kms: Service = {
  name: 'AWS KMS',
  types: { 'AWS::KMS::Key': key, 'AWS::KMS::ReplicaKey': key },
};

export const waf: Service = {
  name: 'AWS WAF',
  types: {
    'AWS::WAFv2::WebACL': webAcl,
    'AWS::WAFv2::RuleGroup': ruleGroup,
    'AWS::WAFv2::LoggingConfiguration': byUse,
  },
};

export const secrets: Service = {
  name: 'AWS Secrets Manager',
  types: { 'AWS::SecretsManager::Secret': () => [{ price: 'secrets.secret', quantity: 1, what: 'secret' }] },
};

export const cognito: Service = {
  name: 'Amazon Cognito',
  types: { 'AWS::Cognito::UserPool': byUse },
};
