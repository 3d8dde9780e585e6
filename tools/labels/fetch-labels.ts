import { moderationLabelsResponse } from '../../lambdas/streaming/domain/api/moderation-labels';
import type { Label } from '../../lambdas/streaming/domain/cascade/label';
import { type ApiOptions, apiRequest } from '../../web/client/api-request';

const DAY_MS = 86_400_000;

/** Days (UTC) from one to another, both of them. @throws RangeError for a last that is before the first, or for more than a year */
export function daysBetween(from: string, to: string): string[] {
  const [first, last] = [from, to].map((day) => Date.parse(`${day}T00:00:00.000Z`)) as [number, number];
  const count = Math.round((last - first) / DAY_MS) + 1;
  if (!(count >= 1 && count <= 366)) throw new RangeError(`From ${from} to ${to} are ${count} days; expected 1 to 366`);
  return Array.from({ length: count }, (_, day) => new Date(first + day * DAY_MS).toISOString().slice(0, 10));
}

/** What people found on these days, of the organisation whose credential it is. */
export async function* fetchLabels(api: ApiOptions, days: readonly string[]): AsyncGenerator<Label> {
  for (const day of days) {
    let after: string | undefined;
    do {
      const query = new URLSearchParams({ day, ...(after !== undefined && { after }) });
      const response = await apiRequest(api, 'GET', `/v1/moderation/labels?${query}`);
      const page = moderationLabelsResponse.parse(await response.json());
      yield* page.labels;
      after = page.next;
    } while (after !== undefined);
  }
}
