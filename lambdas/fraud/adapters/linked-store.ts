import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { batchGet } from '../../shared/stores/batch-get';
import { linkingKinds } from '../domain/api/linking-kinds';
import type { DecisionSummary, LinkedResponse } from '../domain/api/recent';
import { linkedIds } from '../domain/decision/linked';
import type { EntityRef } from '../domain/features/entity';
import { decisionKey, labelKey } from './decision-items';
import { historiesOf } from './history-items';
import { summaryOf } from './summary';

const STORE_MS = 5_000;

/** Decisions that are shown of one thing. */
const MOST_SHOWN = 6;

const itemSchema = z.object({
  org: z.string(),
  payment: z.object({
    ...{ account: z.string(), card: z.string(), device: z.optional(z.string()), ip: z.optional(z.string()) },
  }),
});

/** Decisions on the same card, account, device or address: three round trips, however long their histories are. */
export function createLinkedStore(document: DynamoDBDocumentClient, decisionsTable: string, historiesTable: string) {
  const read = async (table: string, keys: readonly object[]) =>
    keys.length === 0
      ? []
      : (
          await batchGet(
            document,
            { [table]: keys },
            { signal: AbortSignal.timeout(STORE_MS), consistency: 'eventual' },
          )
        )(table);

  /** By their ids. A decision that is not kept any more is not there. */
  async function summariesOf(org: string, ids: readonly string[]): Promise<ReadonlyMap<string, DecisionSummary>> {
    const items = await read(
      decisionsTable,
      ids.flatMap((id) => [decisionKey(id), labelKey(id)]),
    );
    const labels = new Map(items.filter(({ sk }) => sk === 'label').map(({ pk, fraud }) => [pk, fraud === true]));
    const own = items.filter((item) => item.sk === 'decision' && item.org === org);
    return new Map(own.map((item) => [String(item.decisionId), summaryOf(item, labels.get(item.pk))]));
  }

  return {
    /** @returns undefined when the organisation has no such decision */
    async find(org: string, decisionId: string): Promise<LinkedResponse | undefined> {
      const { Item } = await document.send(new GetCommand({ TableName: decisionsTable, Key: decisionKey(decisionId) }));
      const decision = itemSchema.safeParse(Item).data;
      if (decision?.org !== org) return undefined;
      const refs = linkingRefs(decision.payment);
      const histories = historiesOf(org, refs);
      const ids = linkedIds(histories.read(await read(historiesTable, histories.keys)), decisionId);
      const summaries = await summariesOf(org, [...new Set([...ids.values()].flat())]);
      return {
        linked: refs.map(({ kind, id }) => ({
          ...{ kind, id },
          decisions: (ids.get(kind) ?? [])
            .flatMap((linkedId) => summaries.get(linkedId) ?? [])
            .sort((one, another) => another.decidedAt - one.decidedAt)
            .slice(0, MOST_SHOWN),
        })),
      };
    },
  };
}
export type LinkedStore = ReturnType<typeof createLinkedStore>;

type LinkingRef = EntityRef & { readonly kind: (typeof linkingKinds)[number] };

const linkingRefs = (payment: z.infer<typeof itemSchema>['payment']): LinkingRef[] =>
  linkingKinds.flatMap((kind) => {
    const { [kind]: id } = payment;
    return id === undefined ? [] : [{ kind, id }];
  });
