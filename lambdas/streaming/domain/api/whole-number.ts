import * as z from 'zod/mini';
import '../../../shared/domain/english';

/** A whole number in a query. */
export const wholeNumberText = (least: number, most: number) =>
  z.pipe(z.pipe(z.string(), z.transform(Number)), z.int().check(z.gte(least), z.lte(most)));
