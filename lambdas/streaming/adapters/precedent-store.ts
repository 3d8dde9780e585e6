import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { batchGet } from '../../shared/stores/batch-get';
import type { Content } from '../domain/cascade/content';
import { labelOf } from '../domain/cascade/label';
import type { ModerationCase } from '../domain/cascade/moderation-case';
import { likeliest, type Precedent, precedentOf, type Trace } from '../domain/cascade/precedent';
import type { Traits } from '../domain/cascade/traits';
import { caseKey, readCase, traitKey } from './case-items';
import type { CaseWriterOptions } from './case-writer';

/** What is looked at by each trait, the latest first, and what is told in the end: the same work however many there are. */
const EACH = 10;
const TOLD = 5;

const DAY_SECONDS = 86_400;

export interface PrecedentStore {
  /** Notes a case that a person has judged, so that it is found from items like it; again changes nothing. */
  note(given: ModerationCase): Promise<void>;
  /** Other items of the organisation like it that people have judged, the most alike first. */
  like(given: ModerationCase): Promise<Precedent[]>;
}

const traceSchema = z.object({
  sk: z.string(),
  simHash: z.optional(z.string()),
  of: z.object({ pk: z.string(), sk: z.string() }),
});

/** Precedents in the table of cases: an entry for each trait of what people judged, some six writes a decision. */
export function createPrecedentStore({ document, table: TableName, keptDays }: CaseWriterOptions): PrecedentStore {
  let loading: Promise<(content: Content) => Traits> | undefined;

  /** What reads texts is loaded when the first is read: no cold start waits for it. */
  async function traitsOf(content: Content): Promise<Traits> {
    loading ??= import('../domain/cascade/traits').then(({ createTraitsOf }) => createTraitsOf());
    return (await loading)(content);
  }

  async function tracesOf(org: string, trait: string): Promise<Trace[]> {
    const { Items = [] } = await document.send(
      new QueryCommand({
        ...{ TableName, Limit: EACH, ScanIndexForward: false },
        KeyConditionExpression: 'pk = :trait',
        ExpressionAttributeValues: { ':trait': traitKey(org, trait) },
      }),
    );
    return Items.map((item) => {
      const { sk, simHash, of } = traceSchema.parse(item);
      return { trait, simHash, case: of, order: sk };
    });
  }

  return {
    async note(given) {
      const { org, id, version, receivedAt } = given.content;
      const { keys, simHash } = await traitsOf(given.content);
      const of = caseKey(org, id, version);
      const entry = {
        // By when it came, and so in the same place after an appeal.
        ...{ sk: `${String(receivedAt).padStart(15, '0')}#${of.pk}#${version}`, of },
        ttl: Math.floor((labelOf(given)?.found.at ?? receivedAt) / 1000) + keptDays * DAY_SECONDS,
        ...(simHash !== undefined && { simHash }),
      };
      await Promise.all(
        keys.map((key) => document.send(new PutCommand({ TableName, Item: { pk: traitKey(org, key), ...entry } }))),
      );
    },

    async like(given) {
      const { org, id, version } = given.content;
      const own = caseKey(org, id, version);
      const { keys, simHash } = await traitsOf(given.content);
      const traces = (await Promise.all(keys.map((key) => tracesOf(org, key)))).flat();
      const others = traces.filter(({ case: { pk, sk } }) => pk !== own.pk || sk !== own.sk);
      const told = likeliest(others, simHash).slice(0, TOLD);
      if (told.length === 0) return [];
      const itemsOf = await batchGet(
        document,
        { [TableName]: told.map((likely) => likely.case) },
        { consistency: 'eventual' },
      );
      const known = new Map(itemsOf(TableName).map((item) => [`${item.pk} ${item.sk}`, readCase(item)]));
      return told.flatMap((likely) => {
        const found = known.get(`${likely.case.pk} ${likely.case.sk}`);
        return (found && precedentOf(found, likely)) ?? [];
      });
    },
  };
}
