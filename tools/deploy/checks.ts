import type { AssemblyStack, TemplateResource } from '../assembly';

/** Names that nobody can own. @see https://www.rfc-editor.org/rfc/rfc2606 */
const reservedDomain = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid)\.?$/;

/** Resources that make a domain of one's own, and where they name it. */
const named: Readonly<Record<string, string>> = {
  'AWS::CertificateManager::Certificate': 'DomainName',
  'AWS::Route53::RecordSet': 'Name',
};

/**
 * Finds domains that stand in a preset so that it can be synthesized, and that no deployment can use.
 *
 * @returns each name once, in order; none when all is well
 */
export function placeholders(stacks: readonly Pick<AssemblyStack, 'template'>[]): string[] {
  const domains = stacks.flatMap(({ template }) => Object.values(template.Resources ?? {}).flatMap(ownDomain));
  return [...new Set(domains)].sort();
}

function ownDomain({ Type, Properties }: TemplateResource): string[] {
  const key = named[Type];
  const domain = key === undefined ? undefined : Properties?.[key];
  return typeof domain === 'string' && reservedDomain.test(domain) ? [domain.replace(/\.$/, '')] : [];
}

/** Whether alarms and budgets reach somebody: an address or a chat channel is subscribed. */
export function alertsAreHeard(stacks: readonly Pick<AssemblyStack, 'template'>[]): boolean {
  return stacks
    .flatMap(({ template }) => Object.values(template.Resources ?? {}))
    .some(
      ({ Type, Properties }) =>
        Type === 'AWS::Chatbot::SlackChannelConfiguration' ||
        (Type === 'AWS::SNS::Subscription' && Properties?.Protocol === 'email'),
    );
}
