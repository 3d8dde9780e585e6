import { AssemblyError } from '../../assembly';
import { matchesPattern, parseEventPattern } from '../engines/events/event-pattern';
import type { EventSourceMapping } from './mapping';

/** Whether a function gets a record. */
export type EventFilter = (event: Readonly<Record<string, unknown>>) => boolean;

/**
 * Reads the patterns of a mapping, one of which a record has to match; without any all do.
 * @throws AssemblyError on a pattern that is none, or that is not served
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
export function eventFilter({ path, filters }: EventSourceMapping): EventFilter {
  if (filters.length === 0) return () => true;
  const patterns = filters.map((text, index) => {
    try {
      return parseEventPattern(JSON.parse(text), `Filters.${index}`);
    } catch (error) {
      throw new AssemblyError(`${path}: FilterCriteria: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  return (event) => patterns.some((pattern) => matchesPattern(pattern, event));
}
