import { refuseUnknownConditions } from './conditions';
import { parsePolicy, type Statement } from './policy';
import type { PolicySource } from './role-policies';

/** Who asks, as policies on resources name principals. */
export type Principal =
  | { readonly kind: 'role'; readonly arn: string; readonly accountId: string }
  /** An AWS service, such as `budgets.amazonaws.com`. */
  | { readonly kind: 'service'; readonly name: string };

/** The policies that an assembly attaches to topics, queues, buckets, search domains and keys. */
export class ResourcePolicies {
  private readonly byArn: ReadonlyMap<string, readonly Statement[]>;

  constructor(source: PolicySource) {
    const byArn = new Map<string, Statement[]>();
    const attach = (arn: string, document: unknown) => {
      byArn.set(arn, [...(byArn.get(arn) ?? []), ...parsePolicy(document)]);
    };
    for (const { properties } of source.ofType('AWS::SNS::TopicPolicy')) {
      for (const topicArn of properties.Topics as string[]) attach(topicArn, properties.PolicyDocument);
    }
    for (const { properties, region } of source.ofType('AWS::SQS::QueuePolicy')) {
      for (const url of properties.Queues as string[]) attach(queueArn(url, region), properties.PolicyDocument);
    }
    for (const { properties } of source.ofType('AWS::S3::BucketPolicy')) {
      attach(`arn:aws:s3:::${String(properties.Bucket)}`, properties.PolicyDocument);
    }
    for (const { attributes, properties } of source.ofType('AWS::OpenSearchService::Domain')) {
      if (properties.AccessPolicies) attach(attributes.Arn ?? '', properties.AccessPolicies);
    }
    for (const key of source.ofType('AWS::KMS::Key')) attach(key.attributes.Arn ?? '', key.properties.KeyPolicy);
    this.byArn = byArn;
  }

  /**
   * Statements on a resource that speak of a principal. An object of a bucket has the bucket's policy, a path of a search
   * domain the domain's.
   * @throws PolicyError on one that cannot be evaluated
   */
  statementsFor(resourceArn: string, principal: Principal): Statement[] {
    const owner = ownerOf(resourceArn);
    const statements = (this.byArn.get(owner) ?? []).filter((statement) => speaksOf(statement, principal));
    for (const statement of statements) refuseUnknownConditions(statement);
    return statements;
  }

  /** Whether a key's policy leaves it to the account's own policies who may use the key. */
  delegatesToAccount(keyArn: string, accountId: string): boolean {
    return (this.byArn.get(keyArn) ?? []).some(
      ({ effect, principals }) => effect === 'Allow' && principals?.AWS?.some((name) => isAccount(name, accountId)),
    );
  }
}

function ownerOf(resourceArn: string): string {
  if (resourceArn.startsWith('arn:aws:s3:::')) return resourceArn.replace(/\/.*$/s, '');
  return resourceArn.startsWith('arn:aws:es:') ? resourceArn.replace(/(:domain\/[^/]+)\/.*$/s, '$1') : resourceArn;
}

/**
 * An allow for the whole account only lets the account's own policies decide, so it is no permission in itself; a deny
 * for it concerns everybody in the account.
 */
function speaksOf({ effect, principals = {} }: Statement, principal: Principal): boolean {
  if (principals.AWS?.includes('*')) return true;
  if (principal.kind === 'service') return principals.Service?.includes(principal.name) ?? false;
  const named = (name: string) => name === principal.arn;
  const account = (name: string) => effect === 'Deny' && isAccount(name, principal.accountId);
  return principals.AWS?.some((name) => named(name) || account(name)) ?? false;
}

function isAccount(name: string, accountId: string): boolean {
  return name === accountId || name === `arn:aws:iam::${accountId}:root`;
}

function queueArn(url: string, region: string): string {
  const [accountId, name] = url.split('/').slice(-2);
  return `arn:aws:sqs:${region}:${accountId}:${name}`;
}
