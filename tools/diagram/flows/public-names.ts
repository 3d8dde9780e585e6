import type { Owners } from '../model/owners';
import type { References } from '../model/references';
import { at, type Resource } from '../model/resource';
import { textOf } from '../model/text';

/** APIs by the host names that are theirs: custom domain names, and records that point to them. */
export function publicNames(owners: Owners, references: References): ReadonlyMap<string, readonly Resource[]> {
  const ofDomain = new Map<string, Resource[]>();
  for (const mapping of owners.model.ofType('AWS::ApiGateway::BasePathMapping', 'AWS::ApiGatewayV2::ApiMapping')) {
    const { DomainName, RestApiId, ApiId } = mapping.properties;
    const apis = owners.targets(mapping, [RestApiId, ApiId]);
    for (const domain of references.targets(mapping, DomainName)) push(ofDomain, domain.key, apis);
  }
  const found = new Map<string, Resource[]>();
  for (const domain of owners.model.ofType('AWS::ApiGateway::DomainName', 'AWS::ApiGatewayV2::DomainName')) {
    if (typeof domain.properties.DomainName === 'string')
      push(found, domain.properties.DomainName, ofDomain.get(domain.key));
  }
  for (const record of owners.model.ofType('AWS::Route53::RecordSet')) {
    const name = textOf(record.properties.Name).replace(/\.$/, '');
    for (const target of references.targets(record, at(record.properties, 'AliasTarget', 'DNSName'))) {
      push(found, name, ofDomain.get(target.key));
    }
  }
  return found;
}

function push<Value>(into: Map<string, Value[]>, key: string, added: readonly Value[] = []): void {
  into.set(key, [...new Set([...(into.get(key) ?? []), ...added])]);
}
