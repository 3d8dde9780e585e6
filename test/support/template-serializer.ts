import type { NewPlugin } from 'pretty-format';
import { at, isRecord } from './template';

/** What changes with every edit of a handler and says nothing about the infrastructure. */
const volatile: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{64}\b/g, '<hash>'],
  [/(CurrentVersion|Deployment)([0-9A-F]{8})[0-9a-f]{32}\b/g, '$1$2<hash>'],
];

const width = 120;

/**
 * Prints a template for a snapshot: hashes of assets, and those in the logical ids of versions and deployments, replaced;
 * whatever fits on a line on one line, so that a snapshot is short enough to be read in review.
 */
export const templateSerializer: NewPlugin = {
  test: (value) => isRecord(value) && isRecord(value.Resources),
  serialize: ({ Description, Resources, Outputs }: Record<string, unknown>) =>
    normalise(print({ Description, Resources, Outputs }, '')),
};

function normalise(text: string): string {
  return volatile.reduce((done, [pattern, name]) => done.replace(pattern, name), text);
}

function print(value: unknown, indent: string): string {
  const flat = JSON.stringify(value) ?? 'undefined';
  if (flat.length + indent.length <= width || typeof value !== 'object' || value === null) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((item) => `${inner}${print(item, inner)}`).join(',\n')}\n${indent}]`;
  const members = Object.entries(value).filter(([key, member]) => member !== undefined && !isCostTags(key, member));
  const printMember = (key: string, member: unknown) => `${inner}${key}: ${print(inOrder(key, member), inner)}`;
  return `{\n${members.map(([key, member]) => printMember(key, member)).join(',\n')}\n${indent}}`;
}

/** The resources of a statement are a set that CDK sorts by value, hashes included: here by what is left without them. */
function inOrder(key: string, member: unknown): unknown {
  if (key !== 'Resource' || !Array.isArray(member)) return member;
  const text = (item: unknown) => normalise(JSON.stringify(item));
  return member.toSorted((one, other) => (text(one) < text(other) ? -1 : 1));
}

/** The tags that everything carries, which the conventions check: here they would only be in the way. */
function isCostTags(key: string, value: unknown): boolean {
  const own = ['project', 'stage', 'design'];
  return key === 'Tags' && Array.isArray(value) && value.every((tag) => own.includes(String(at(tag, 'Key'))));
}
