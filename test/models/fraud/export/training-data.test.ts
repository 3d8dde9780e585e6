import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { auditEntryOf } from '../../../../lambdas/fraud/domain/decision/audit-entry';
import { featureNames } from '../../../../lambdas/fraud/domain/features/features-of';
import { championFeatureNames } from '../../../../models/fraud/champion/champion';
import { csvOf, TrainingExport } from '../../../../models/fraud/export/training-data';
import { endCommands, RunningCommand } from '../../../local/command';

const DAY_MS = 86_400_000;
const until = Date.UTC(2026, 10, 28);
const options = { labelDays: 10, validationDays: 5 };

/** A decision as the audit stream is told of it, so many days ago. */
function decision(decisionId: string, daysAgo: number, { amount = 100, decided = 'approve' } = {}) {
  const features = new Float32Array(featureNames.length).fill(Number.NaN);
  features[featureNames.indexOf('amount')] = amount;
  const bytes = Buffer.from(features.buffer);
  return auditEntryOf({
    ...{ decisionId, decidedAt: until - daysAgo * DAY_MS, features: bytes.toString('base64') },
    actor: { userId: 'u', org: 'acme', tier: 'paid', credential: 'api-key' },
    body: JSON.stringify({ decision: decided, rules: { version: 0, matched: [], shadow: [] }, degraded: [] }),
    ...{ payment: {}, lists: {}, policy: {}, seen: [], counted: [] },
  });
}
const label = (decisionId: string, fraud: boolean) => ({ action: 'feedback.learnt', details: { decisionId, fraud } });

const events = () => [
  label('fraud', true),
  decision('fraud', 30, { amount: 7.5 }),
  decision('genuine', 29),
  decision('declined', 28, { decided: 'decline' }),
  decision('declined-fraud', 27, { decided: 'decline' }),
  label('declined-fraud', true),
  decision('between', 20),
  decision('valid', 14),
  decision('valid-fraud', 11),
  label('valid-fraud', true),
  decision('young', 9),
];

it('parts decisions by time, with what is known of each, whatever order events come in and how often', () => {
  for (const lines of [events(), events().toReversed(), [...events(), ...events()]]) {
    const collected = new TrainingExport();
    for (const line of lines) collected.add(line);
    const { train, validation, leftOut } = collected.finish(until, options);
    const told = (examples: typeof train) => examples.map(({ decisionId, fraud }) => `${decisionId} ${fraud}`);
    expect(told(train)).toEqual(['fraud true', 'genuine false', 'declined-fraud true']);
    expect(told(validation)).toEqual(['valid false', 'valid-fraud true']);
    expect(leftOut).toEqual({ declined: 1, young: 1, between: 1 });
  }
});

it('writes the features as they were, and nothing for one that is missing', () => {
  const collected = new TrainingExport();
  for (const line of events()) collected.add(line);
  const [heading, first] = [...csvOf(collected.finish(until, options).train, ['amount', 'card_age'])];
  expect([heading, first]).toEqual(['label,amount,card_age\n', '1,7.5,\n']);
});

it('refuses features of another version, and says of which decision', () => {
  const collected = new TrainingExport();
  const { action, details } = decision('d_other', 30);
  expect(() => collected.add({ action, details: { ...details, features: 'AAAA' } })).toThrow(
    'decision d_other has 0.75 features',
  );
});

describe('the command', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'export-'));
  });
  afterAll(async () => {
    endCommands();
    await rm(dir, { recursive: true });
  });
  const run = (...args: string[]) => new RunningCommand('tools/eval/fraud/export.ts', args).finished();

  it('reads what Firehose laid down, and writes what the training reads', async () => {
    const audit = join(dir, 'events', 'date=2026-11-28');
    await mkdir(audit, { recursive: true });
    const lines = events().map((line) => JSON.stringify(line));
    await writeFile(join(audit, 'one.gz'), gzipSync(`${lines.slice(0, 5).join('\n')}\n`));
    await writeFile(join(audit, 'two'), `${lines.slice(5).join('\n')}\n`);
    const out = join(dir, 'out');
    const days = ['--label-days', '10', '--validation-days', '5', '--until', new Date(until).toISOString()];
    const { code, stderr } = await run('--audit', join(dir, 'events'), '--out', out, ...days);
    expect([code, stderr]).toEqual([0, expect.stringContaining('train: 3 payments, 2 frauds')]);
    const written = await readFile(join(out, 'train', 'payments.csv'), 'utf8');
    expect(written.split('\n')[0]).toBe(`label,${championFeatureNames.join()}`);
    expect(JSON.parse(await readFile(join(out, 'train', 'parameters.json'), 'utf8'))).toMatchObject({ maxDepth: 4 });
  }, 60_000);

  it('says what is missing', async () => {
    const { code, stderr } = await run(
      '--audit',
      join(dir, 'events'),
      '--out',
      join(dir, 'none'),
      '--until',
      '2027-12-01',
    );
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('There is no fraud among the 0 decisions for validation'),
    ]);
  }, 60_000);
});
