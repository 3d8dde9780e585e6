import { type Head, isGone } from '../../../../lambdas/rag/domain/head';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import { documentIdOf, type Mark, marksIn, mayRead, uploadIdOf } from './marked-corpus';

/** What is known of a document at some moment. */
export type HeadAt = (index: number) => Head | undefined;

/**
 * Looks for what somebody must not see in a text that has left: a word of a document that is not theirs to see, of an edition
 * that does not answer, or a document's name.
 *
 * @param moments at one of which it has to have been allowed
 * @returns what was found, in words
 */
export function leaksIn(text: string, who: Principal, moments: readonly HeadAt[]): string[] {
  const isTheirs = (head: Head | undefined): head is Head =>
    head !== undefined && !isGone(head) && mayRead(who, head.org, head.acl);
  const answers = (head: Head | undefined, { edition }: Mark) =>
    isTheirs(head) && head.liveUploadId === uploadIdOf(edition);
  const { marks, named } = marksIn(text);
  return [
    ...marks
      .filter((mark) => !moments.some((headAt) => answers(headAt(mark.index), mark)))
      .map(({ index, edition }) => `edition ${edition} of ${documentIdOf(index)}`),
    ...named
      .filter((index) => !moments.some((headAt) => isTheirs(headAt(index))))
      .map((index) => `the name of ${documentIdOf(index)}`),
  ];
}
