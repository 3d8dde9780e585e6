import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { fewAtOnce } from '../../shared/few-at-once';
import { batchGet } from '../../shared/stores/batch-get';
import { lookOf } from '../domain/images/image-look';
import type { ImageLooks } from '../moderating';
import { factsItemSchema, factsKey, imageRef, type WaitingItem, waitsKey } from './image-items';

/** For how long an item is judged again when its images come: shorter than ids of events are known, so that it counts once. */
const WAITS_MS = 24 * 3_600_000;

const AT_ONCE = 10;

/** What moderation knows of images: one read for all of an item, of which there are twenty at most. */
export function createImageLooks(document: DynamoDBDocumentClient, table: string, now: () => number): ImageLooks {
  return {
    async of({ org, images }) {
      const names = [...new Set(images.map(({ sha256 }) => sha256))];
      const itemsOf = await batchGet(document, { [table]: names.map((name) => factsKey(imageRef(org, name))) });
      const facts = itemsOf(table).map((item) => factsItemSchema.parse(item));
      return new Map(names.map((name) => [name, lookOf(facts.find(({ sha256 }) => sha256 === name))]));
    },

    async expect({ org, id, version }, looks) {
      const until = now() + WAITS_MS;
      const waiting: WaitingItem = { org, id, version, until };
      const unscreened = [...looks].filter(([, { unseen }]) => unseen === 'image-not-screened');
      await fewAtOnce(unscreened, AT_ONCE, undefined, async ([name]) => {
        const Item = { ...waitsKey(imageRef(org, name), id, version), ...waiting, ttl: Math.ceil(until / 1000) };
        await document.send(new PutCommand({ TableName: table, Item }));
      });
    },
  };
}
