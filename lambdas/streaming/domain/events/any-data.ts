import * as z from 'zod/mini';
import '../../../shared/domain/english';

/** How deep data may be nested: no type comes near it, and what is nested by the thousand cannot be written as JSON again. */
const MOST_DEEP = 32;

const isDeeper = (value: unknown, most: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (most === 0 || Object.values(value).some((own) => isDeeper(own, most - 1)));

/** Data of an event as it is sent, before anything is known of its type. */
export const anyData = z
  .record(z.string(), z.unknown())
  .check(z.refine((data) => !isDeeper(data, MOST_DEEP), `must be nested ${MOST_DEEP} deep at most`));
