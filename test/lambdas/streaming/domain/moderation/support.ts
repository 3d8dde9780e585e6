import { createHash } from 'node:crypto';
import { type CompiledPolicy, compilePolicy } from '../../../../../lambdas/streaming/domain/moderation/compiled-policy';
import { judge } from '../../../../../lambdas/streaming/domain/moderation/judge';
import { type Policy, parsePolicy } from '../../../../../lambdas/streaming/domain/moderation/policy';
import type { Verdict } from '../../../../../lambdas/streaming/domain/moderation/verdict';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const pattern = (text: string, more: object = {}) => ({
  ...{ id: text.toLowerCase().replace(/[^a-z0-9]+/g, '-'), text, category: 'goods', action: 'reject', severity: 3 },
  ...{ wholeWord: true, ...more },
});

/** A small policy, with changes. */
export const policyData = (changes: object = {}) => ({
  ...{ id: 'test', version: 7, maxLength: 5_000, contexts: ['scam warning'] },
  categories: [{ id: 'goods', policyId: 'rules/1', because: 'it offers what may not be offered here' }],
  patterns: [
    ...[pattern('viagra'), pattern('cialis'), pattern('free crypto giveaway'), pattern('zorvaxin')],
    pattern('bet', { action: 'escalate' }),
  ],
  known: { texts: [], nearTexts: { within: 3, hashes: [] }, files: [], nearImages: { within: 7, hashes: [] } },
  spam: {
    category: 'goods',
    signatures: [{ id: 'many-links', feature: 'links', from: 4, weight: 5 }],
    ...{ escalateFrom: 3, rejectFrom: 10 },
  },
  links: {
    ...{ category: 'goods', allowed: ['example.org'], blocked: ['malware.test'], shorteners: ['short.test'] },
    ...{ brands: [{ name: 'paypal', hosts: ['paypal.com'] }], unlisted: 'pass' },
  },
  authors: { leastAgeDays: 1, mostRejections: 0 },
  uncoveredScripts: 'pass',
  ...changes,
});

export const compiled = (changes: object = {}): CompiledPolicy =>
  compilePolicy(parsePolicy(policyData(changes)), sha256);
export const policy = (changes: object = {}): Policy => parsePolicy(policyData(changes));

const author = { ageDays: 100, rejections: 0 };
export const judgeText = (text: string, by: CompiledPolicy): Verdict => judge({ itemId: 'i', text, author }, by);
