import { InvokeEndpointCommand, ModelError, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { parseXgboost } from '../../../../lambdas/fraud/domain/model/xgboost';
import { archiveOf } from '../../../../models/fraud/xgboost/archive';
import { xgboostJson } from '../../../../models/fraud/xgboost/export';
import { featureNames, golden, rows } from '../../../lambdas/fraud/domain/model/golden';
import { type LocalServices, startLocalServices } from './local-services';

const { model, margins } = golden('plain');
const S3DataSource = { S3Uri: 's3://assets/one.gz', S3DataType: 'S3Object', CompressionType: 'Gzip' };
const resources: readonly Parameters<LocalServices['create']>[0][] = [
  {
    ref: 'model',
    type: 'AWS::SageMaker::Model',
    attributes: { ModelName: 'm' },
    properties: { PrimaryContainer: { Image: 'i', ModelDataSource: { S3DataSource } } },
  },
  {
    ref: 'configuration',
    type: 'AWS::SageMaker::EndpointConfig',
    attributes: { EndpointConfigName: 'c' },
    properties: { ProductionVariants: [{ ModelName: 'm' }] },
  },
  ...['scores', 'other'].map((EndpointName) => ({
    ref: EndpointName,
    type: 'AWS::SageMaker::Endpoint',
    properties: { EndpointName, EndpointConfigName: EndpointName === 'scores' ? 'c' : 'none' },
  })),
];

describe("SageMaker's container for XGBoost", () => {
  let local: LocalServices;
  let client: SageMakerRuntimeClient;

  beforeAll(async () => {
    local = await startLocalServices();
    for (const resource of resources) await local.create(resource);
    await local.engines.objects.createBucket('assets');
    const body = archiveOf('xgboost-model.json', Buffer.from(xgboostJson(parseXgboost(model))));
    await local.engines.objects.put('assets', 'one.gz', { body, contentType: 'application/octet-stream' });
    client = new SageMakerRuntimeClient({ ...local.client, maxAttempts: 1 });
  });
  afterEach(() => local.engines.sagemaker.recover());
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  const invoke = (Body: string, EndpointName = 'scores', signal?: AbortSignal) =>
    client.send(
      new InvokeEndpointCommand({ EndpointName, ContentType: 'text/csv', Body }),
      signal ? { abortSignal: signal } : {},
    );
  const csv = (row: Float32Array, missing = 'nan') =>
    Array.from(row, (value) => (Number.isNaN(value) ? missing : String(value))).join(',');

  test("scores rows by the archive that was deployed, with XGBoost's own margins", async () => {
    const { Body, ContentType, InvokedProductionVariant } = await invoke(rows.map((row) => csv(row)).join('\n'));
    expect(ContentType).toMatch(/^text\/csv/);
    expect(InvokedProductionVariant).toBe('AllTraffic');
    expect(Buffer.from(Body).toString().split(',').map(Number)).toEqual([...margins]);
    const missing = rows.find((row) => row.some(Number.isNaN)) as Float32Array;
    const [one, other] = await Promise.all([invoke(csv(missing, '')), invoke(csv(missing))]);
    expect(one.Body).toEqual(other.Body);
  });

  test.each([
    ['too few values', '1,2', 'scores', 400],
    ['what is no number', featureNames.join(','), 'scores', 415],
    ['rows for another container', '1', 'other', 415],
  ])('refuses %s', async (_, body, endpoint, status) => {
    const refusal = await invoke(body, endpoint).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ModelError);
    expect(refusal).toMatchObject({ OriginalStatusCode: status });
  });

  test('fails as it is asked to, is silent until its caller leaves, and recovers', async () => {
    const row = csv(rows[0] as Float32Array);
    const { sagemaker } = local.engines;
    sagemaker.failNext({ code: 'ModelError', status: 500 });
    await expect(invoke(row)).rejects.toMatchObject({ OriginalStatusCode: 500 });
    sagemaker.failNext({ code: 'silence', target: 'scores', times: Number.POSITIVE_INFINITY });
    const leaving = new AbortController();
    const silent = invoke(row, 'scores', leaving.signal);
    leaving.abort();
    await expect(silent).rejects.toMatchObject({ name: 'AbortError' });
    sagemaker.recover();
    expect(Number(Buffer.from((await invoke(row)).Body).toString())).toBe(margins[0]);
  });
});
