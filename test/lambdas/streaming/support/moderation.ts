import { sha256 } from '../../../../lambdas/shared/hash';
import { defaultPolicy } from '../../../../lambdas/streaming/domain/cascade/default-policy';
import { readyPolicy } from '../../../../lambdas/streaming/domain/cascade/judging';
import type { ModerationCase } from '../../../../lambdas/streaming/domain/cascade/moderation-case';
import { type KnownEvent, readRecord } from '../../../../lambdas/streaming/domain/events/read-record';
import type { CaseWriter, ModeratingDeps } from '../../../../lambdas/streaming/moderating';
import { NOW, streamed } from './events';

export const ready = readyPolicy(defaultPolicy, sha256);

/** Texts by what filters make of them. */
export const texts = {
  clean: 'What a lovely morning at the lake',
  rejected: 'Get your free crypto giveaway now',
  ambiguous: 'Meet me at the casino tonight',
  grave: 'you should kill yourself',
} as const;

const trusted = { ageDays: 400, rejections: 0 };

export const submittedEvent = (data: Readonly<Record<string, unknown>> = {}, id = 'e1') =>
  streamed({
    ...{ id, type: 'content.submitted', version: 2 },
    data: { user: 'u1', content: 'c1', version: 1, text: texts.clean, author: trusted, ...data },
  });

export function submitted(data: Readonly<Record<string, unknown>> = {}): KnownEvent {
  const read = readRecord(new TextEncoder().encode(JSON.stringify(submittedEvent(data))));
  if (!('event' in read)) throw new Error(read.poison.detail);
  return read.event;
}

/** Cases with the conditions of the real store, in memory; all that was ever written is kept. */
export class MemoryCases implements CaseWriter {
  readonly cases = new Map<string, ModerationCase>();
  readonly history = new Map<string, ModerationCase[]>();
  static keyOf = ({ content: { org, id, version } }: ModerationCase) => JSON.stringify([org, id, version]);

  async create(given: ModerationCase): Promise<ModerationCase | undefined> {
    const before = this.cases.get(MemoryCases.keyOf(given));
    if (!before) this.write(given);
    return before;
  }

  async put(given: ModerationCase): Promise<boolean> {
    if (this.cases.get(MemoryCases.keyOf(given))?.change !== given.change) return false;
    this.write(given);
    return true;
  }

  private write(given: ModerationCase): void {
    const key = MemoryCases.keyOf(given);
    const written = { ...given, change: given.change + 1 };
    this.cases.set(key, written);
    this.history.set(key, [...(this.history.get(key) ?? []), written]);
  }
}

export const moderatingDeps = (cases: CaseWriter, more: Partial<ModeratingDeps> = {}): ModeratingDeps => ({
  ...{ cases, ready, now: () => NOW, mostMs: 2_000 },
  classify: async () => ({ unavailable: 'none' }),
  askModel: async () => ({ unavailable: 'none' }),
  takeCall: async () => true,
  ...more,
});
