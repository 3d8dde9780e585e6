import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { labelSchema } from '../../../lambdas/streaming/domain/cascade/label';
import { daysBetween, fetchLabels } from '../../../tools/labels/fetch-labels';
import { describeLabels, labelsCsv } from '../../../tools/labels/report';

const label = (id: string, text = 'hello') =>
  labelSchema.parse({
    content: { org: 'acme', id, version: 1, author: 'u', text, receivedAt: 1 },
    source: 'audit',
    isDrawn: true,
    found: { decision: 'reject', category: 'fraud', by: 'ann', at: Date.UTC(2026, 10, 29) },
    before: { decision: 'approve', tier: 2 },
    path: [{ tier: 2, outcome: 'approve', at: 1, scores: { fraud: 0.04 } }],
    severity: 1,
    policy: { id: 'p', version: 3, hash: 'h' },
  });

test('labels of days are fetched page by page, with the credential', async () => {
  const asked: string[] = [];
  const pages: Readonly<Record<string, unknown>> = {
    '/v1/moderation/labels?day=2026-11-28': { labels: [label('a')], next: '2026-11-28T10:00:00.000Z#x' },
    '/v1/moderation/labels?day=2026-11-28&after=2026-11-28T10%3A00%3A00.000Z%23x': { labels: [label('b')] },
    '/v1/moderation/labels?day=2026-11-29': { labels: [] },
  };
  const server = createServer(({ url = '', headers }, response) => {
    asked.push(`${headers.authorization} ${url}`);
    response.end(JSON.stringify(pages[url]));
  }).listen(0);
  try {
    await once(server, 'listening');
    const baseUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
    const ids: string[] = [];
    for await (const { content } of fetchLabels(
      { baseUrl, token: async () => 'secret' },
      daysBetween('2026-11-28', '2026-11-29'),
    ))
      ids.push(content.id);
    expect(ids).toEqual(['a', 'b']);
    expect(asked).toEqual(Object.keys(pages).map((url) => `Bearer secret ${url}`));
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('days are whole and in order, over the end of a month, and a year at most', () => {
  expect(daysBetween('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  expect(() => daysBetween('2026-03-01', '2026-02-27')).toThrow('expected 1 to 366');
  expect(() => daysBetween('2024-03-01', '2026-02-27')).toThrow('expected 1 to 366');
});

test('are told as rows that no spreadsheet takes for formulas, and as counts', () => {
  expect(labelsCsv([label('a', '=1+1, "now"')]).split('\r\n')[1]).toBe(
    `2026-11-29T00:00:00.000Z,audit,yes,a,1,reject,fraud,approve,,2,1,3,"{""fraud"":0.04}","'=1+1, ""now""",`,
  );
  expect(describeLabels([label('a'), label('b')])).toMatch(/audit +approve by tier 2 +reject \(fraud\) +2/);
  expect(describeLabels([])).toBe('Nobody judged anything in these days.');
});
