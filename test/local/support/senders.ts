import type { ChatConfig, Limits } from '../../../lambdas/chat/domain/chat-config';
import { applyConfig, defaultConfigOf } from '../../../tools/chat-config/config-control';
import { type Invoice, invoiceOf } from '../../../tools/invoice/invoice';
import { usageTable } from '../../../tools/invoice/usage-table';
import { createKey } from '../../../tools/keys/api-keys';
import type { Laptop } from '../../../tools/local/runtime';
import { outputOf } from '../../../tools/operator/outputs';
import { documentClientOf } from '../../../tools/operator/platform-table';

export const wide: Limits = { requestsPerMinute: 1e6, tokensPerMinute: 1e9, monthlyTokens: 1e12, monthlyUsd: 1e6 };

/** The stage's operator: what is set, made and read by hand. */
export function operatorOf(laptop: Laptop) {
  const document = documentClientOf(laptop.credentials.operator);
  const platform = { document, tableName: outputOf(laptop.outputs, 'PlatformTableName') };
  const usage = usageTable({ document, tableName: outputOf(laptop.outputs, 'UsageTableName') });
  return {
    /** Puts limits in force, for handlers that look at once. */
    async setLimits(limits: Partial<Pick<ChatConfig, 'tiers' | 'orgs' | 'orgDefault'>>): Promise<void> {
      const config = defaultConfigOf(outputOf(laptop.outputs, 'ChatModels'));
      const unlimited = { tiers: { free: wide, paid: wide }, orgDefault: wide };
      await applyConfig(platform, { ...config, ...unlimited, ...limits }, { now: new Date() });
      await laptop.core.functions.recycle();
    },
    /** A machine of the free tier. */
    async newUser(org: string): Promise<string> {
      const wanted = { name: 'sender', org, tier: 'free' as const, clearance: 0, scopes: ['chat'] };
      return (await createKey(platform, wanted, Math.floor(Date.now() / 1000))).key;
    },
    invoice: (org: string): Promise<Invoice> => invoiceOf(usage, org, new Date().toISOString().slice(0, 7)),
  };
}
