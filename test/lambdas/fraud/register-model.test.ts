import './support/environment';
import { gzipSync } from 'node:zlib';
import { type PutObjectCommandInput, S3 } from '@aws-sdk/client-s3';
import { createModelFiles } from '../../../lambdas/fraud/adapters/model-files';
import { champion } from '../../../lambdas/fraud/champion';
import { referenceSchema } from '../../../lambdas/fraud/domain/drift/reference';
import { decodeEnsemble } from '../../../lambdas/fraud/domain/model/artefact';
import { margin } from '../../../lambdas/fraud/domain/model/ensemble';
import { createRegisterModel } from '../../../lambdas/fraud/register-model.handler';
import { Random } from '../../../models/fraud/simulator/random';
import { startLocalServices } from '../../tools/local/engines/local-services';
import { featureNames, golden, rows } from './domain/model/golden';
import { tarOf } from './support/tar';

const group = 'dev-fraud';
const arn = `arn:aws:sagemaker:us-east-1:123456789012:model-package/${group}/3`;
const { model, margins, probabilities, parameters } = golden('regularised');

const cell = (value: number) => (Number.isNaN(value) ? '' : String(value));

/** Rows that XGBoost itself scored; labels are drawn by its probabilities. */
function scoredCsv(change: (margin: number, row: number) => number = (value) => value): string {
  const random = new Random(8);
  const lines = rows.map((row, at) => {
    const label = random.uniform() < (probabilities[at] as number) ? 1 : 0;
    return [label, change(margins[at] as number, at), ...Array.from(row, cell)].join(',');
  });
  return [['label', 'margin', ...featureNames].join(','), ...lines, ''].join('\n');
}

const trained = () => ({
  './': '',
  './xgboost-model.json': model,
  './scored.csv': scoredCsv(),
  './training.json': JSON.stringify({ library: '1.7.4', parameters, rows: 1000, frauds: 120 }),
});

const event = (changes: object = {}) => ({
  'detail-type': 'SageMaker Model Package State Change',
  detail: {
    ...{ ModelPackageArn: arn, ModelPackageGroupName: group, ModelPackageVersion: 3, ModelApprovalStatus: 'Approved' },
    InferenceSpecification: {
      Containers: [{ Image: 'xgboost', ModelDataUrl: 's3://trainings/output/job/model.tar.gz' }],
    },
    ...changes,
  },
});

let local: Awaited<ReturnType<typeof startLocalServices>>;
let s3: S3;
beforeAll(async () => {
  local = await startLocalServices();
  for (const ref of ['trainings', 'models']) await local.create({ type: 'AWS::S3::Bucket', ref, properties: {} });
  s3 = withConditionalWrites(new S3({ ...local.client, forcePathStyle: true }));
}, 60_000);
/** What S3 does with `If-None-Match: *`, which the laptop's has not. */
function withConditionalWrites(client: S3): S3 {
  const written = new Set<string>();
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const input = args.input as PutObjectCommandInput;
        if (commandName !== 'PutObjectCommand' || input.IfNoneMatch === undefined) return next(args);
        if (written.has(input.Key ?? '')) throw Object.assign(new Error('it is there'), { name: 'PreconditionFailed' });
        written.add(input.Key ?? '');
        return next({ ...args, input: { ...input, IfNoneMatch: undefined } });
      },
    { step: 'initialize', priority: 'high' },
  );
  return client;
}

afterAll(async () => {
  s3.destroy();
  await local.stop();
});

const put = (files: Readonly<Record<string, string>>) => putBytes(gzipSync(tarOf(files)));
const putBytes = (Body: Uint8Array) => s3.putObject({ Bucket: 'trainings', Key: 'output/job/model.tar.gz', Body });

/** @param computed features that there are */
const taking = (computed: readonly string[] = featureNames) =>
  createRegisterModel({
    files: createModelFiles(s3, 'trainings', 'models'),
    ...{ group, computed, logger: { info: () => {} } },
  });

async function stored(key: string) {
  const { Body } = await s3.getObject({ Bucket: 'models', Key: key });
  return JSON.parse((await Body?.transformToString()) ?? '');
}

it('lays an approved model among the others, in the form of the one that ships, and scores as the library does', async () => {
  await put(trained());
  const { key, version, message } = await taking()(event());
  const artefact = await stored(key);
  expect(key).toBe(`models/${artefact.sha256}.json`);
  expect([version, artefact.data]).toEqual([`xgboost-${artefact.sha256.slice(0, 8)}`, arn]);
  expect(message).toMatch(/decides nothing yet.*somebody else approve/);
  const taken = champion(artefact);
  expect(taken.calibration.slope).toBeGreaterThan(0);
  const scores = rows.map((row) => margin(decodeEnsemble(Buffer.from(artefact.trees, 'base64')), row));
  expect(scores).toEqual([...margins]);
  expect(Object.keys(referenceSchema.parse(artefact.reference).features)).toEqual(featureNames);
  expect(artefact.metrics).toEqual({
    ...{ auc: expect.any(Number), ap: expect.any(Number), recallAt01Fpr: expect.any(Number) },
  });
  expect(artefact.metrics.auc).toBeGreaterThan(0.5);
});

it('takes the same event twice, and leaves the first model as it is', async () => {
  await put(trained());
  const { key } = await taking()(event());
  const first = await stored(key);
  await put({ ...trained(), './training.json': JSON.stringify({ library: '2.1', parameters, rows: 5, frauds: 1 }) });
  expect((await taking()(event())).key).toBe(key);
  expect(await stored(key)).toEqual(first);
});

it.each([
  [
    'a model of another group',
    trained,
    { ModelPackageGroupName: 'other' },
    'The package is of other, expected dev-fraud',
  ],
  ['one that was rejected', trained, { ModelApprovalStatus: 'Rejected' }, 'only what is approved is taken in'],
  [
    'an archive from elsewhere',
    trained,
    { InferenceSpecification: { Containers: [{ ModelDataUrl: 's3://elsewhere/model.tar.gz' }] } },
    'is not in the bucket trainings',
  ],
  [
    'one without scored rows',
    () => ({ './xgboost-model.json': model }),
    {},
    'the archive has no training.json, but xgboost-model.json',
  ],
  [
    'one whose scores are others here',
    () => ({ ...trained(), './scored.csv': scoredCsv((value, row) => (row === 700 ? value + 0.01 : value)) }),
    {},
    'row 701 scores',
  ],
  [
    'one whose scores say nothing of frauds',
    () => ({ ...trained(), './scored.csv': scoredCsv().replaceAll(/^[01],/gm, '0,') }),
    {},
    'expected both genuine and fraudulent labels',
  ],
  [
    'rows of other features',
    () => ({ ...trained(), './scored.csv': scoredCsv().replace('amount,weekend', 'weekend,amount') }),
    {},
    'scored.csv has the features weekend,amount',
  ],
  ['a model that is none', () => ({ ...trained(), './xgboost-model.json': '{}' }), {}, 'no model that can score'],
])('refuses %s', async (_, files, changes, expected) => {
  await put(files());
  await expect(taking()(event(changes))).rejects.toThrow(expected);
});

it('refuses a model that asks for a feature which is not computed', async () => {
  await put(trained());
  await expect(taking(['amount'])(event())).rejects.toThrow('the model asks for weekend, count7d');
});

it('refuses what is no archive, or only a part of one', async () => {
  await putBytes(gzipSync(Buffer.alloc(2048, 7)));
  await expect(taking()(event())).rejects.toThrow('there is no header of a tar archive at byte 0');
  await putBytes(gzipSync(tarOf(trained()).subarray(0, 4096)));
  await expect(taking()(event())).rejects.toThrow('the archive is cut off within xgboost-model.json');
});
