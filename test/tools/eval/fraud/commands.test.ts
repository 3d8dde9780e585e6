import { createHash } from 'node:crypto';
import { appendFile, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { featureNames } from '../../../../lambdas/fraud/domain/features/features-of';
import { decodeEnsemble } from '../../../../lambdas/fraud/domain/model/artefact';
import { writeTransactions } from '../../../../models/fraud/simulator/csv';
import { simulate } from '../../../../models/fraud/simulator/simulate';
import { endCommands, RunningCommand } from '../../../local/command';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fraud-'));
});
afterAll(async () => {
  endCommands();
  await rm(dir, { recursive: true });
});

const runTool = (name: 'main' | 'train' | 'model-card', args: readonly string[]) =>
  new RunningCommand(`tools/eval/fraud/${name}.ts`, args).finished();
const small = { seed: 5, customers: 100, terminals: 200 };

test('models are rated on a small simulation, and nothing but one object is printed', async () => {
  const sizes = ['--seed', '5', '--customers', '100', '--terminals', '200'];
  const { stdout, stderr, code } = await runTool('main', [...sizes, '--json']);
  expect([code, stderr]).toEqual([0, expect.stringContaining('replayed 120 of 157 days')]);
  const { data, rows } = JSON.parse(stdout);
  expect(data).toMatch(/^simulated, seed 5, other sizes: \d+ transactions, \d+ frauds, \d+ customers, \d+ terminals/);
  expect(rows.map(({ model, split }: Record<string, string>) => `${model} ${split}`)).toEqual([
    'handbook-logistic-regression single',
    'handbook-logistic-regression four-weeks',
    'handbook-xgboost single',
    'handbook-xgboost four-weeks',
    'champion single',
    'champion four-weeks',
  ]);
  for (const row of rows) {
    expect(Object.keys(row)).toEqual(['model', 'split', 'auc', 'ap', 'cp100', 'recallAt01Fpr']);
    expect([row.auc, row.ap, row.cp100, row.recallAt01Fpr].every((value) => value > 0 && value <= 1)).toBe(true);
  }
}, 240_000);

test('a model is trained on a file with one command, and written with what it was made of', async () => {
  const file = join(dir, 'transactions.csv');
  await writeTransactions(file, simulate({ ...small, days: 60 }));
  const { stdout, code } = await runTool('train', ['--transactions', file, '--out', join(dir, 'out', 'model.json')]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/model\.json: AUC 0\.\d+, AP 0\.\d+, CP@100 0\.\d+/)]);
  const card = JSON.parse(await readFile(join(dir, 'out', 'model.json'), 'utf8'));
  expect(card).toMatchObject({
    data: expect.stringContaining('transactions.csv: '),
    trainedOn: '2018-05-10 to 2018-05-16',
    testedOn: '2018-05-24 to 2018-05-30',
    metrics: { ap: expect.any(Number) },
    calibration: { slope: expect.any(Number) },
  });
  const described = JSON.parse(await readFile(join(dir, 'out', 'card.json'), 'utf8'));
  const content = await readFile(file);
  expect(described.data.origin).toEqual({
    ...{ kind: 'file', name: 'transactions.csv', sha256: createHash('sha256').update(content).digest('hex') },
  });
  expect(await readFile(join(dir, 'out', 'MODEL-CARD.md'), 'utf8')).toContain(
    `SHA-256 of the trees: \`${card.sha256}\``,
  );
  const bytes = Buffer.from(card.trees, 'base64');
  expect(card.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  const model = decodeEnsemble(bytes);
  expect(model.featureNames.every((name) => featureNames.includes(name))).toBe(true);
}, 120_000);

test('a card that was changed by hand is found out', async () => {
  const shipped = join(__dirname, '../../../../models/fraud/champion');
  await cp(shipped, join(dir, 'card'), { recursive: true });
  const check = () => runTool('model-card', ['--check', '--dir', join(dir, 'card')]);
  expect((await check()).code).toBe(0);
  await appendFile(join(dir, 'card', 'MODEL-CARD.md'), 'It is perfect.\n');
  expect(await check()).toMatchObject({ code: 1, stderr: expect.stringContaining('is not what card.json says') });
  await runTool('model-card', ['--dir', join(dir, 'card')]);
  expect((await check()).code).toBe(0);
}, 60_000);

test('data that are too short, and files that are none, are said to be', async () => {
  const file = join(dir, 'short.csv');
  await writeTransactions(file, simulate({ ...small, days: 20 }));
  const short = await runTool('main', ['--transactions', file]);
  expect([short.code, short.stderr]).toEqual([
    1,
    expect.stringContaining('The data have 20 days; training from day 115'),
  ]);
  const none = await runTool('main', ['--transactions', join(dir, 'none.csv')]);
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('none.csv: is not there')]);
  const wrong = await runTool('main', ['--train-from', 'soon']);
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('expected a date like 2018-07-25')]);
}, 60_000);
