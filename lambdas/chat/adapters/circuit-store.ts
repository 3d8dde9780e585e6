import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CircuitStore } from '../../shared/domain/circuit-breaker';
import { unlessRefused } from '../../shared/stores/conditional';
import type { UsageStoreOptions } from './rate-store';

/** Milliseconds for which a state that was read is taken for the one that is. */
export const CIRCUIT_CACHE_MS = 5_000;
/** Milliseconds that a request waits for a state at most: without one, what this process knows has to do. */
const READ_MS = 250;
/** Seconds after which a state may go. */
const STATE_SECONDS = 3_600;

/**
 * Circuits that all functions of a region share: one item each, read once in five seconds by each process, and probed by
 * whose conditional update wins. When the table does not answer, each process goes by what it knows itself.
 *
 * @param onError told of each call that failed
 */
export function createCircuitStore(
  { document, tableName: TableName, region, now }: UsageStoreOptions,
  onError: (error: unknown) => void,
): CircuitStore {
  const known = new Map<string, { readonly until: number | undefined; readonly readAt: number }>();
  const keyOf = (target: string) => ({ pk: `BREAKER#${target}#${region}`, sk: 'STATE' });
  const note = (target: string, until: number | undefined) => void known.set(target, { until, readAt: now() });

  async function write(target: string, update: string, values: Record<string, unknown> = {}, condition?: string) {
    const command = new UpdateCommand({
      TableName,
      Key: keyOf(target),
      UpdateExpression: update,
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#until': 'until', '#ttl': 'ttl' },
      ExpressionAttributeValues: { ...values, ':ttl': Math.floor(now() / 1000) + STATE_SECONDS },
    });
    try {
      return (await unlessRefused(document.send(command))) !== undefined;
    } catch (error) {
      onError(error);
      return true;
    }
  }

  return {
    async read(target) {
      const state = known.get(target);
      if (state && now() - state.readAt < CIRCUIT_CACHE_MS) return state.until;
      try {
        const { Item } = await document.send(new GetCommand({ TableName, Key: keyOf(target) }), {
          abortSignal: AbortSignal.timeout(READ_MS),
        });
        const until: unknown = Item?.until;
        note(target, typeof until === 'number' ? until : undefined);
      } catch (error) {
        onError(error);
        // Not asked for again at once: each request would wait as long.
        note(target, state?.until);
      }
      return known.get(target)?.until;
    },
    async open(target, until) {
      note(target, until);
      await write(target, 'SET #until = :until, #ttl = :ttl', { ':until': until });
    },
    async claim(target, seen, until) {
      const values = { ':seen': seen, ':until': until };
      const won = await write(target, 'SET #until = :until, #ttl = :ttl', values, '#until = :seen');
      if (won) note(target, until);
      // Another one probes, or has closed it: that is read before the next request.
      else known.delete(target);
      return won;
    },
    async close(target) {
      note(target, undefined);
      await write(target, 'SET #ttl = :ttl REMOVE #until');
    },
  };
}
