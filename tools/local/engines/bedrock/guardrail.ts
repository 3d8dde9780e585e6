import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { parseProperties } from '../input';
import { lastUserText, type Message, textOf } from './model';

/** What a request says of the guardrail it wants. */
export interface GuardrailRequest {
  /** Id or ARN. */
  readonly identifier: string;
  readonly trace: boolean;
}

/** A guardrail as far as a laptop can judge: its words, and the messages it answers with. */
export interface Guardrail {
  readonly id: string;
  readonly blockedInput: string;
  readonly blockedOutput: string;
  readonly words: readonly string[];
}

/** What a guardrail did instead of letting the model answer. */
export interface Intervention {
  readonly text: string;
  /** `trace.guardrail` of the answer. */
  readonly trace: unknown;
}

/** Stands for a guardrail that is named by a setting and thus is in no template. */
export function unknownGuardrail(identifier: string): Guardrail {
  return {
    id: identifier,
    blockedInput: 'Sorry, the guardrail blocked this question.',
    blockedOutput: 'Sorry, the guardrail blocked this answer.',
    words: [],
  };
}

const properties = z.looseObject({
  BlockedInputMessaging: z.string(),
  BlockedOutputsMessaging: z.string(),
  WordPolicyConfig: z.object({ WordsConfig: z.array(z.object({ Text: z.string() })).default([]) }).optional(),
});

/** Reads an `AWS::Bedrock::Guardrail`. Policies that need a model to judge (topics, harm, personal data) judge nothing. */
export function guardrailOf(resource: ResolvedResource): Guardrail {
  const guardrail = parseProperties(resource, properties, []);
  return {
    id: resource.attributes.GuardrailId ?? resource.ref,
    blockedInput: guardrail.BlockedInputMessaging,
    blockedOutput: guardrail.BlockedOutputsMessaging,
    words: guardrail.WordPolicyConfig?.WordsConfig.map(({ Text }) => Text) ?? [],
  };
}

/** Whether the guardrail intervenes: at a word of its list, or because the last question asks for it. */
export function intervention(guardrail: Guardrail, messages: readonly Message[]): Intervention | undefined {
  const asked = messages
    .filter(({ role }) => role === 'user')
    .map(textOf)
    .join('\n')
    .toLowerCase();
  const question = lastUserText(messages);
  const word = question.includes('[[block]]')
    ? '[[block]]'
    : guardrail.words.find((candidate) => asked.includes(candidate.toLowerCase()));
  if (word !== undefined) {
    return { text: guardrail.blockedInput, trace: { inputAssessment: { [guardrail.id]: assessment(word) } } };
  }
  if (!question.includes('[[block-answer]]')) return undefined;
  const outputAssessments = { [guardrail.id]: [assessment('[[block-answer]]')] };
  return { text: guardrail.blockedOutput, trace: { outputAssessments } };
}

function assessment(match: string) {
  return { wordPolicy: { customWords: [{ match, action: 'BLOCKED' }], managedWordLists: [] } };
}
