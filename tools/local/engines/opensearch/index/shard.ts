import { analyzers } from '../analysis/analyzers';
import { Bitset } from '../columns/bitset';
import { KeywordColumn } from '../columns/keyword-column';
import { NumberColumn } from '../columns/number-column';
import { TextColumn } from '../columns/text-column';
import { VectorColumn } from '../columns/vector-column';
import { type JsonObject, sameJson } from '../json';
import type { Field, FieldValue, Mapping } from '../mapping/fields';
import type { FieldValues } from '../mapping/parse-document';

export type Column = TextColumn | KeywordColumn | NumberColumn | VectorColumn;

/** A document as it was written. */
export interface StoredDocument {
  readonly id: string;
  readonly routing: string | undefined;
  readonly version: number;
  readonly sequence: number;
  /** As it was given, but for its vectors, which are in `values` alone. */
  readonly source: JsonObject;
  readonly values: FieldValues;
}

/**
 * Documents that are searched together. What is written can be read by its id at once; it is found by searches after a refresh.
 * A document keeps its slot when it changes, and only the fields that changed are indexed again.
 */
export class Shard {
  /** Slots of documents that can be found. */
  readonly live = new Bitset();
  private readonly columns = new Map<string, Column>();
  private readonly written = new Map<string, StoredDocument>();
  private readonly found: (StoredDocument | undefined)[] = [];
  private readonly slots = new Map<string, number>();
  private readonly free: number[] = [];
  private readonly changed = new Set<string>();
  private firstChange = 0;
  private nextSequence = 0;

  constructor(mapping: Mapping) {
    for (const field of mapping.fields.values()) {
      if (field.searchable) this.columns.set(field.path, columnOf(field));
    }
  }

  /** Slots are below this. */
  get capacity(): number {
    return this.found.length;
  }

  /** Documents that can be found. */
  get size(): number {
    return this.slots.size;
  }

  /** Of a field that can be searched. */
  column(path: string): Column | undefined {
    return this.columns.get(path);
  }

  slotOf(id: string): number | undefined {
    return this.slots.get(id);
  }

  /** The document that searches find at a slot. */
  at(slot: number): StoredDocument {
    const document = this.found[slot];
    if (!document) throw new Error(`slot ${slot} is empty`);
    return document;
  }

  /** The document as it was written last, refreshed or not. */
  read(id: string): StoredDocument | undefined {
    return this.written.get(id);
  }

  /** Whether a document was written since the last refresh. */
  isChanged(id: string): boolean {
    return this.changed.has(id);
  }

  write(document: Omit<StoredDocument, 'sequence' | 'version'>, now: number): StoredDocument {
    const version = (this.written.get(document.id)?.version ?? 0) + 1;
    const stored = { ...document, version, sequence: this.sequence() };
    this.written.set(document.id, stored);
    this.note(document.id, now);
    return stored;
  }

  /** @returns the document that is no more */
  remove(id: string, now: number): { readonly document: StoredDocument | undefined; readonly sequence: number } {
    const document = this.written.get(id);
    this.written.delete(id);
    if (document) this.note(id, now);
    return { document, sequence: this.sequence() };
  }

  /** Refreshes when something was written at or before `time`. */
  refreshSince(time: number): void {
    if (this.changed.size > 0 && this.firstChange <= time) this.refresh();
  }

  /** Makes searches find what was written. */
  refresh(): void {
    for (const id of this.changed) {
      const document = this.written.get(id);
      const slot = this.slots.get(id);
      if (document) this.index(slot ?? this.take(id), document);
      else if (slot !== undefined) this.forget(slot, id);
    }
    this.changed.clear();
  }

  private index(slot: number, document: StoredDocument): void {
    const known = this.found[slot]?.values ?? new Map<string, FieldValue>();
    for (const [path, value] of known) {
      if (!sameValue(value, document.values.get(path))) change(this.columns.get(path), 'remove', slot, value);
    }
    for (const [path, value] of document.values) {
      if (!sameValue(value, known.get(path))) change(this.columns.get(path), 'add', slot, value);
    }
    this.found[slot] = document;
  }

  private take(id: string): number {
    const slot = this.free.pop() ?? this.found.length;
    this.found[slot] = undefined;
    this.slots.set(id, slot);
    this.live.add(slot);
    return slot;
  }

  private forget(slot: number, id: string): void {
    for (const [path, value] of this.at(slot).values) change(this.columns.get(path), 'remove', slot, value);
    this.found[slot] = undefined;
    this.slots.delete(id);
    this.live.remove(slot);
    this.free.push(slot);
  }

  private note(id: string, now: number): void {
    if (this.changed.size === 0) this.firstChange = now;
    this.changed.add(id);
  }

  private sequence(): number {
    return this.nextSequence++;
  }
}

function columnOf({ type }: Field): Column {
  if (type.kind === 'text') return new TextColumn(analyzers[type.analyzer] ?? unknownAnalyzer(type.analyzer));
  if (type.kind === 'vector') return new VectorColumn(type.space);
  return type.kind === 'number' || type.kind === 'date' ? new NumberColumn() : new KeywordColumn();
}

function unknownAnalyzer(name: string): never {
  throw new Error(`the mapping was read with an analyzer ${name} that does not exist`);
}

const sameValue = (one: FieldValue, other: FieldValue | undefined): boolean =>
  one instanceof Float32Array
    ? other instanceof Float32Array && one.every((item, index) => item === other[index])
    : sameJson(one, other);

/** Values have the type of their column, since both come from the same field of the mapping. */
function change(column: Column | undefined, how: 'add' | 'remove', slot: number, value: FieldValue): void {
  if (column?.kind === 'number') column[how](slot, value as number);
  else if (column?.kind === 'vector') column[how](slot, value as Float32Array);
  else column?.[how](slot, value as readonly string[]);
}
