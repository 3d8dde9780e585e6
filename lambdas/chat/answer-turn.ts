import type { Work } from './adapters/work-queue';
import { type AnswerTurnDeps, Attempt, outletOf } from './answer-attempt';
import type { GenerationEnd } from './domain/answer';
import { notGenerated } from './domain/generation';
import { asSentAfter } from './domain/replay';
import { NOTHING_USED } from './domain/spending';

const GIVEN_UP = { code: 'internal_error', message: 'The answer could not be generated' } as const;

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
    answer: (work: Work, deadline: AbortSignal): Promise<'ended' | 'overtaken'> =>
      takeUp(deps, work, (attempt) => attempt.generate(deadline)),

    /** Ends the turn, as failed unless there is an answer: no further delivery will come. */
    giveUp: (work: Work): Promise<'ended' | 'overtaken'> => takeUp(deps, work, async () => notGenerated(GIVEN_UP)),
  };
}
export type AnswerTurn = ReturnType<typeof createAnswerTurn>;

async function takeUp(
  deps: AnswerTurnDeps,
  work: Work,
  generate: (attempt: Attempt) => Promise<GenerationEnd | undefined>,
): Promise<'ended' | 'overtaken'> {
  const turn = await deps.turns.start(work);
  if (!turn) {
    await sendAgain(deps, work);
    return 'ended';
  }
  const attempt = new Attempt(deps, work, turn);
  try {
    const stored = turn.attempt > 1 ? await deps.conversations.findAnswer(work, work.messageId) : undefined;
    if (stored) return await attempt.present(stored);
    const end = await generate(attempt);
    return end ? await attempt.conclude(end) : 'overtaken';
  } finally {
    await attempt.close();
  }
}

/** The turn had ended before: its client may have missed the end. Frames that it has are dropped by their `seq`. */
async function sendAgain(deps: AnswerTurnDeps, work: Work): Promise<void> {
  const turn = await deps.turns.find(work);
  if (!turn) return settleDeleted(deps, work);
  const answer = await deps.conversations.findAnswer(work, work.messageId);
  if (!answer) {
    deps.onError('Turn ended without an answer', new Error(`Message ${work.messageId} has none`));
    return;
  }
  const client = work.resendTo === undefined ? turn : { connectionId: work.resendTo, resumeFrom: 0 };
  await outletOf(deps, asSentAfter(answer, turn.attempt), client).drained();
}

/** The turn was deleted with its conversation. What it used is settled by who answered it; when nobody did, as nothing. */
async function settleDeleted({ metering }: AnswerTurnDeps, { userId, messageId, model, held }: Work): Promise<void> {
  if (!held) return;
  const { org, tier, reservation } = held;
  const spender = { userId, org, tier };
  const figures = { usage: NOTHING_USED };
  await metering.settle({ spender, messageId, model, transport: 'websocket', reservation, figures });
}
