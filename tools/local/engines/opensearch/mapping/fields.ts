import type { Space } from '../columns/vector-column';

/** Whole numbers by type, with what they may be. */
export const integerTypes: Readonly<Record<string, readonly [min: number, max: number]>> = {
  byte: [-128, 127],
  short: [-32_768, 32_767],
  integer: [-2_147_483_648, 2_147_483_647],
  // A number of JSON is exact up to here only.
  long: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** What a leaf of a mapping is. */
export type FieldType =
  | { readonly kind: 'text'; readonly analyzer: string }
  | { readonly kind: 'keyword'; readonly ignoreAbove: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'number'; readonly type: string }
  | { readonly kind: 'date'; readonly formats: readonly string[] }
  | { readonly kind: 'vector'; readonly dimension: number; readonly space: Space };

export interface Field {
  /** Members joined by dots; a field within a field is `<path>.<name>`. */
  readonly path: string;
  readonly type: FieldType;
  /** Whether it can be searched; if not, its values are checked and returned only. */
  readonly searchable: boolean;
  /** Other fields that are given the same values: those within it, and those it is copied to. */
  readonly copies: readonly string[];
}

/** What one document has in one field. */
export type FieldValue = readonly string[] | number | Float32Array;

/** What happens to members that a mapping does not know. */
export type Dynamic = 'strict' | 'false' | 'true';

export interface Mapping {
  readonly fields: ReadonlyMap<string, Field>;
  /** Objects by path, the root as ''. */
  readonly objects: ReadonlyMap<string, Dynamic>;
  readonly routingRequired: boolean;
  /** As it was given, to be shown. */
  readonly json: Readonly<Record<string, unknown>>;
}
