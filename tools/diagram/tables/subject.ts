import type { Facts } from '../graph/facts';
import type { Scope } from '../graph/scope';
import { kindOf } from '../model/catalogue';
import { byText, type Resource } from '../model/resource';

/** What the tables of a page are about: a part, in the region it is drawn from. */
export interface Subject {
  readonly facts: Facts;
  readonly scope: Scope;
  readonly part: string;
}

/** Resources of a part, of some types or of all, by type and name. */
export function resourcesOf({ facts, scope, part }: Subject, ...types: readonly string[]): Resource[] {
  return facts.model
    .ofPart(part)
    .filter((resource) => (types.length === 0 || types.includes(resource.type)) && scope.includes(resource))
    .sort((a, b) => byText(a.type, b.type) || byText(a.name, b.name) || byText(a.key, b.key));
}

export const serviceName = (type: string): string => kindOf(type)?.service ?? type.split('::').slice(1).join(' ');

/** A resource in a table: its name, and the part where that is another. */
export const named = (resource: Resource, part: string): string =>
  resource.part === part ? resource.name : `${resource.name} (${resource.part})`;

export const storeTypes = [
  ...['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::OpenSearchService::Domain'],
  ...['AWS::Kinesis::Stream', 'AWS::KinesisFirehose::DeliveryStream', 'AWS::SQS::Queue', 'AWS::SNS::Topic'],
  ...['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster', 'AWS::EFS::FileSystem', 'AWS::Cognito::UserPool'],
  ...['AWS::SecretsManager::Secret'],
];
