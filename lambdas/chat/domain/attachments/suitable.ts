import type { Refusal } from '../errors';
import type { ModelSpec } from '../ports';
import { type Attachment, countProblem, kindOf } from './attachment';

/** What does not fit the model asked for; undefined when all of it does. */
export function unsuitable({ id, takes = [] }: ModelSpec, attachments: readonly Attachment[]): Refusal | undefined {
  const kind = attachments.map(kindOf).find((each) => !takes.includes(each));
  if (kind) return { code: 'attachment_not_supported', message: `The model ${id} takes no ${kind}s` };
  const problem = countProblem(attachments);
  return problem === undefined ? undefined : { code: 'too_many_attachments', message: problem };
}
