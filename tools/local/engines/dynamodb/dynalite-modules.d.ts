/** The parts of dynalite that serve calls without its HTTP server. */
declare module 'dynalite/db' {
  /** Attribute values by name, each as `{ S: ... }` and the like. */
  export type StoredItem = { readonly [attribute: string]: object };
  export interface ItemStore {
    get(key: string, callback: (error: Error | null | undefined, item?: StoredItem) => void): void;
    put(key: string, item: StoredItem, callback: (error?: Error | null) => void): void;
    del(key: string, callback: (error?: Error | null) => void): void;
  }
  export interface Store {
    /** The same object for the same table at every call. */
    getItemDb(table: string): ItemStore;
    readonly tableDb: { awsAccountId: string; awsRegion: string };
    readonly db: { close(callback: (error?: unknown) => void): void };
  }
  export function create(options: { createTableMs: number; deleteTableMs: number; updateTableMs: number }): Store;
  /** Bytes, but for texts, whose characters are counted. */
  export function itemSize(item: StoredItem): number;
}

declare module 'dynalite/validations' {
  import type { Store } from 'dynalite/db';

  export function checkTypes(
    data: Record<string, unknown>,
    types: Readonly<Record<string, unknown>>,
  ): Record<string, unknown>;
  export function checkValidations(
    data: Record<string, unknown>,
    types: Readonly<Record<string, unknown>>,
    custom: unknown,
    store: Store,
  ): void;
}

declare module 'dynalite/validations/*' {
  export const types: Readonly<Record<string, unknown>>;
  export const custom: unknown;
}

declare module 'dynalite/actions/*' {
  import type { Store } from 'dynalite/db';

  const action: (
    store: Store,
    data: Record<string, unknown>,
    callback: (error: unknown, output?: Record<string, unknown>) => void,
  ) => void;
  export = action;
}
