import type { LedgerStore } from './adapters/ledger-store';
import type { Charge } from './adapters/rate-charge';
import type { RateStore } from './adapters/rate-store';
import type { ConfigReader } from './config-reader';
import type { Figures } from './domain/answer';
import { bill } from './domain/bill';
import { incrementOf, microseconds, refundOf } from './domain/token-bucket';
import type { LedgerEntry, Reservation, Spender } from './domain/usage';

/** An answer that has ended, and what was reserved for it. */
export interface Settlement {
  readonly spender: Spender;
  readonly messageId: string;
  /** Asked for. */
  readonly model: string;
  readonly transport: LedgerEntry['transport'];
  readonly reservation: Reservation;
  readonly figures: Pick<Figures, 'usage' | 'spent'>;
}

/** Settles what an answer used against what was reserved for it; again and again is the same as once. */
export interface Metering {
  settle(settlement: Settlement): Promise<void>;
}

export interface MeteringDeps {
  readonly ledger: LedgerStore;
  readonly rates: Pick<RateStore, 'giveBack'>;
  readonly charge: Charge;
  readonly readConfig: ConfigReader;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * One transaction writes the ledger's entry and every counter that it counts in. Only then, and only by who wrote the entry,
 * are the buckets corrected: a crash in between leaves them as reserved, which they refill from within a minute.
 */
export function createMetering({ ledger, rates, charge, readConfig, now }: MeteringDeps): Metering {
  return {
    async settle({ spender, messageId, model, transport, reservation, figures }) {
      const { userId, org, tier } = spender;
      const spent = figures.spent ?? [figures.usage];
      const { at, tokens, costMicroUsd, shard, userTokensPerMinute, orgTokensPerMinute } = reservation;
      const target = figures.spent?.findLast((part) => part.target !== undefined)?.target;
      const used = bill(await readConfig(), { model, tier, spent });
      const entry: LedgerEntry = {
        messageId,
        at: new Date(at).toISOString(),
        userId,
        org,
        model,
        ...(target !== undefined && { target }),
        transport,
        ...used,
        reservedTokens: tokens,
        reservedCostMicroUsd: costMicroUsd,
      };
      if (!(await ledger.enter(entry, reservation))) return;
      const excess = tokens - used.inputTokens - used.outputTokens;
      for (const [account, perMinute] of [
        [{ userId }, userTokensPerMinute],
        [{ org, shard }, orgTokensPerMinute],
      ] as const) {
        if (excess < 0) await charge(account, incrementOf(-excess, perMinute));
        const back = refundOf(
          Math.max(0, Math.floor((excess * 60_000_000) / perMinute)),
          microseconds(at),
          microseconds(now()),
        );
        if (back > 0) await rates.giveBack(account, { requests: 0, tokens: back });
      }
    },
  };
}
