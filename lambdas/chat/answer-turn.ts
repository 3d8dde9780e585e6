import type { Work } from './adapters/work-queue';
import { type AnswerTurnDeps, Attempt, outletOf } from './answer-attempt';
import { notGenerated } from './domain/generation';
import { asSentAfter } from './domain/replay';

/**
 * Answers one message, at whatever delivery of it: a turn that has ended gets its frames again, one whose worker died is
 * answered anew as the next attempt. Whatever is delivered twice, there is one answer in history.
 */
export function createAnswerTurn(deps: AnswerTurnDeps) {
  return {
    /**
     * @returns `overtaken` when another worker has the message now, whose receipt it is to give back
     * @throws what should make the queue deliver the message again
     */
    async answer(work: Work, deadline: AbortSignal): Promise<'ended' | 'overtaken'> {
      const turn = await deps.turns.start(work);
      if (!turn) {
        await sendAgain(deps, work);
        return 'ended';
      }
      const attempt = new Attempt(deps, work, turn);
      try {
        const stored = turn.attempt > 1 ? await deps.conversations.findAnswer(work, work.messageId) : undefined;
        if (stored) return await attempt.present(stored);
        const end = await attempt.generate(deadline);
        return end ? await attempt.conclude(end) : 'overtaken';
      } finally {
        await attempt.close();
      }
    },

    /** Ends the turn as failed: no further delivery will come. */
    async giveUp(work: Work): Promise<void> {
      const turn = await deps.turns.start(work);
      if (!turn) return;
      const error = { code: 'internal_error', message: 'The answer could not be generated' } as const;
      await new Attempt(deps, work, turn).conclude(notGenerated(error));
    },
  };
}
export type AnswerTurn = ReturnType<typeof createAnswerTurn>;

/** The turn had ended before: its client may have missed the end. Frames that it has are dropped by their `seq`. */
async function sendAgain(deps: AnswerTurnDeps, work: Work): Promise<void> {
  const turn = await deps.turns.find(work);
  const answer = turn && (await deps.conversations.findAnswer(work, work.messageId));
  if (!answer) {
    deps.onError('Work without a turn or an answer', new Error(`Message ${work.messageId} is not in its conversation`));
    return;
  }
  await outletOf(deps, asSentAfter(answer, turn.attempt), turn).drained();
}
