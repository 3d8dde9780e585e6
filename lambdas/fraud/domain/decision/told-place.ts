import { hash32 } from '../features/seen';

/** Partitions that what is told of an hour is spread over: each takes a thousand writes a second. */
export const TOLD_PARTS = 64;

/** Cells by which two accounts of an hour are compared: where they differ, a cell is all that has to be looked at. */
export const TOLD_CELLS = 4_096;

/** The hour of a time, in UTC, such as `2026-11-28T22`. */
export const hourOf = (ms: number): string => new Date(ms).toISOString().slice(0, 13);

/** @param id of an event @returns from 0 to `TOLD_CELLS`, without that */
export const cellOf = (id: string): number => hash32(id) % TOLD_CELLS;

/** The part of its hour that a cell is in. */
export const partOf = (cell: number): number => cell % TOLD_PARTS;
