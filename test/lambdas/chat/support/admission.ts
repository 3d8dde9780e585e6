import type { Refusal } from '../../../../lambdas/chat/domain/errors';
import type { Admission, Reservation } from '../../../../lambdas/chat/domain/usage';
import { reservation } from './world';

/** Admits all, or refuses all as long as `refusal` says why; notes what is given back. */
export function openAdmission(refusal: () => Refusal | undefined = () => undefined) {
  const released: Reservation[] = [];
  const admission: Admission = {
    async admit({ inputTokens, maxOutputTokens }) {
      const refused = refusal();
      const rate = { limit: 60, remaining: 59, resetMs: 1000 };
      if (refused) return { admitted: false, refusal: refused, rate: { ...rate, remaining: 0 } };
      return { admitted: true, reservation: { ...reservation, tokens: inputTokens + maxOutputTokens }, rate };
    },
    async release(_spender, held) {
      released.push(held);
    },
  };
  return { ...admission, released };
}
