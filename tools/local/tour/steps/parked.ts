import assert from 'node:assert/strict';
import { eventually } from '../documents';
import { featuresOf, newVisit, sendEvents, viewed } from '../events';
import { assertError, requestTo } from '../http';
import { machineKey } from '../machine-key';
import type { StepGroup, TourContext } from '../step';
import { request } from './items';

const PARKED = '/v1/events/parked';

interface Page {
  readonly records: readonly { readonly id: string }[];
  readonly cursor?: string;
}

/** Every id that is listed, of many pages. */
async function listed(context: TourContext, query: Readonly<Record<string, string>>): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const parameters = new URLSearchParams({ ...query, ...(cursor !== undefined && { cursor }) });
    const { status, body } = await request(context, 'alice', 'GET', `${PARKED}?${parameters}`);
    assert.equal(status, 200, JSON.stringify(body));
    const page = body as unknown as Page;
    ids.push(...page.records.map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return ids;
}

/** The id of a parked record that holds a text, once it is there. */
async function parkedIdWith(context: TourContext, text: string): Promise<string> {
  let found: string | undefined;
  const known = new Set<string>();
  await eventually(async () => {
    for (const id of await listed(context, { reason: 'unknown_version', limit: '10' })) {
      if (known.has(id)) continue;
      known.add(id);
      const { body } = await request(context, 'alice', 'GET', `${PARKED}/${id}`);
      if (String(body.record).includes(text)) found = id;
    }
    return found !== undefined;
  });
  return found ?? '';
}

export const parked: StepGroup = {
  name: 'parked records',
  needs: 'StreamingApiUrl',
  steps: [
    {
      name: 'poison is parked, listed to who looks after the stage, corrected, put back, and counts once',
      async run(context) {
        const visit = newVisit();
        const event = viewed(visit, { version: 99, data: { ...visit, mood: 'bright' } });
        assert.equal((await sendEvents(context, event)).status, 202);
        const id = await parkedIdWith(context, visit.item);
        const path = `${PARKED}/${id}/put-back`;
        assertError(await request(context, 'alice', 'POST', path), 409, 'not_understood');
        const correction = { version: 2, data: { ...visit, surface: 'page' } };
        assertError(await request(context, 'alice', 'POST', path, { data: correction.data }), 400, 'unknown_version');
        const answers = await Promise.all(
          Array.from({ length: 4 }, () => request(context, 'alice', 'POST', path, correction)),
        );
        for (const { status, body } of answers) assert.equal(status, 200, JSON.stringify(body));
        // What comes last of the session is counted last.
        await sendEvents(context, viewed(visit, { type: 'item.clicked', version: 1, data: { ...visit } }));
        const featureOf = async (entity: string, name: string) =>
          ((await featuresOf(context, entity)).body.features as Record<string, number> | undefined)?.[name];
        await eventually(async () => (await featureOf(`session:${visit.session}`, 'session_events_1d')) === 2);
        assert.equal(await featureOf(`item:${visit.item}`, 'item_views_1h'), 1);
        assert.ok(!(await listed(context, { limit: '100' })).includes(id), 'it is still listed');
        const { body } = await request(context, 'alice', 'GET', `${PARKED}/${id}`);
        assert.equal((body.putBack as { event: { id: string } }).event.id, event.id);
        assertError(await request(context, 'alice', 'POST', path, { ...correction, version: 1 }), 400, 'invalid_data');
        return 'put back 4 times, counted once';
      },
    },
    {
      name: 'nobody else sees it: another group, another organisation, a key that only sends events',
      async run(context) {
        const visit = newVisit();
        await sendEvents(context, viewed(visit, { version: 99, data: visit }));
        const path = `${PARKED}/${await parkedIdWith(context, visit.item)}`;
        for (const user of ['bob', 'carol']) {
          assertError(await request(context, user, 'GET', PARKED), 403, 'forbidden');
          assertError(await request(context, user, 'GET', path), 403, 'forbidden');
          assertError(await request(context, user, 'POST', `${path}/put-back`, {}), 403, 'forbidden');
        }
        const key = await machineKey(context, 'streaming');
        assertError(await requestTo(context.streamingUrl, context.signal, 'GET', PARKED, key), 403, 'forbidden');
        assertError(await request(context, 'alice', 'GET', `${PARKED}/nothing`), 404, 'parked_record_not_found');
        assertError(await request(context, 'alice', 'GET', `${PARKED}?cursor=x`), 400, 'invalid_request');
        return '7 requests refused';
      },
    },
  ],
};
