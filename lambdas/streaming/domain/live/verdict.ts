import type { Verdict } from '../api/live';
import { inForce, type ModerationCase } from '../cascade/moderation-case';

/** What those who watch are told of a case: where it stands and who said so, and no word of what was submitted. */
export function toldVerdict(given: ModerationCase): Omit<Verdict, 'n'> {
  const last = given.rulings.at(-1) ?? given.verdict;
  const step = given.path.at(-1);
  const category = last?.category ?? step?.category;
  const decision = inForce(given);
  return {
    item: given.content.id,
    version: given.content.version,
    status: given.status,
    ...(decision && { decision }),
    tier: last?.tier ?? step?.tier ?? 1,
    ...(category !== undefined && { category }),
    path: given.path.map(({ tier, outcome }) => ({ tier, outcome })),
    at: last?.at ?? step?.at ?? given.content.receivedAt,
  };
}
