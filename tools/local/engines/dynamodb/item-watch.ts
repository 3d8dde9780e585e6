import type { ItemStore, StoredItem } from 'dynalite/db';

/** Told of a write: the item before and after it, `undefined` where there was or is none. */
export type WriteListener = (before: StoredItem | undefined, after: StoredItem | undefined) => void;

/**
 * Tells of every write to the items of one table from now on. dynalite writes an item while it holds the item's lock, so
 * the writes of an item are told in their order, and each with the image that it replaced.
 */
export function watchItems(items: ItemStore, wrote: WriteListener): void {
  const { get, put, del } = items;

  function withImage(
    key: string,
    callback: (error?: Error | null) => void,
    write: (before: StoredItem | undefined) => void,
  ) {
    get(key, (error, before) => {
      if (error && error.name !== 'NotFoundError') return callback(error);
      write(before);
    });
  }

  items.put = (key, after, callback) =>
    withImage(key, callback, (before) =>
      put(key, after, (error) => {
        if (!error) wrote(before, after);
        callback(error);
      }),
    );
  items.del = (key, callback) =>
    withImage(key, callback, (before) =>
      del(key, (error) => {
        if (!error) wrote(before, undefined);
        callback(error);
      }),
    );
}
