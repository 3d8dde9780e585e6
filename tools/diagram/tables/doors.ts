import { at, byText, list, type Resource, values } from '../model/resource';
import { textOf } from '../model/text';
import { code, markdownTable } from './markdown';
import { named, resourcesOf, type Subject } from './subject';

/** Policies of resources, and the property that says of which, or none where it stands in the resource itself. */
const policies: readonly (readonly [string, string, string | undefined])[] = [
  ['AWS::S3::BucketPolicy', 'PolicyDocument', 'Bucket'],
  ['AWS::SQS::QueuePolicy', 'PolicyDocument', 'Queues'],
  ['AWS::SNS::TopicPolicy', 'PolicyDocument', 'Topics'],
  ['AWS::SecretsManager::ResourcePolicy', 'ResourcePolicy', 'SecretId'],
  ['AWS::OpenSearchService::Domain', 'AccessPolicies', undefined],
  ['AWS::KMS::Key', 'KeyPolicy', undefined],
];

/** Whom resources let in by policies of their own: services, accounts, roles by pattern. */
export function doors(subject: Subject): string {
  const rows = [...policies.flatMap((policy) => policyRows(subject, policy)), ...permissionRows(subject)];
  const alike = Map.groupBy(rows, (row) => row.join('|'));
  return markdownTable(
    ['resource', 'lets in', 'for', 'on condition of'],
    [...alike.values()].map(([row]) => row ?? []),
  );
}

function policyRows(subject: Subject, [type, document, owner]: (typeof policies)[number]): string[][] {
  return resourcesOf(subject, type).flatMap((policy) => {
    const owners = owner ? subject.facts.references.targets(policy, policy.properties[owner]) : [policy];
    const allowed = list(at(policy.properties[document], 'Statement')).filter((each) => at(each, 'Effect') === 'Allow');
    return allowed.map((statement) => [
      owners.map((each) => named(each, subject.part)).join(', '),
      principalOf(statement),
      list(at(statement, 'Action')).map(String).sort(byText).map(code).join(', '),
      conditionsOf(statement, policy, subject),
    ]);
  });
}

function principalOf(statement: unknown): string {
  const principal = at(statement, 'Principal');
  if (typeof principal === 'string') return principal === '*' ? 'everybody' : principal;
  const texts = Object.values(values(principal)).flatMap(list).map(textOf);
  return texts.map((text) => (/:<account>:root$/.test(text) ? 'this account' : text)).join(', ');
}

function conditionsOf(statement: unknown, from: Resource, { facts, part }: Subject): string {
  const tests = Object.values(values(at(statement, 'Condition'))).flatMap((each) => Object.entries(values(each)));
  const texts = tests.map(([key, value]) => {
    const found = facts.references.targets(from, value).map((each) => named(each, part));
    return `${code(key)} ${found.length > 0 ? found.join(', ') : code(textOf(value))}`;
  });
  return texts.join(', ');
}

function permissionRows(subject: Subject): string[][] {
  return resourcesOf(subject, 'AWS::Lambda::Permission').map((permission) => {
    const { FunctionName, Principal, Action, SourceArn } = permission.properties;
    const sources = subject.facts.owners.targets(permission, SourceArn);
    return [
      subject.facts.owners
        .targets(permission, FunctionName)
        .map((each) => named(each, subject.part))
        .join(', '),
      textOf(Principal),
      code(textOf(Action)),
      sources.map((each) => `from ${named(each, subject.part)}`).join(', '),
    ];
  });
}
