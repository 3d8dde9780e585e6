import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { textRules } from '../../../../lambdas/streaming/domain/cascade/cascade';
import { defaultPolicy } from '../../../../lambdas/streaming/domain/cascade/default-policy';
import { type LocalServices, startLocalServices } from './local-services';

describe('an endpoint that no template makes', () => {
  let local: LocalServices;
  let client: SageMakerRuntimeClient;
  beforeAll(async () => {
    local = await startLocalServices();
    const properties = { EndpointName: 'made', EndpointConfigName: 'any' };
    await local.create({ ref: 'made', type: 'AWS::SageMaker::Endpoint', properties });
    client = new SageMakerRuntimeClient({ ...local.client, maxAttempts: 1 });
  });
  afterEach(() => local.engines.sagemaker.recover());
  afterAll(async () => {
    client.destroy();
    await local.engines.embeddings.stop();
    await local.stop();
  });

  const invoke = (body: unknown, EndpointName = 'ours') =>
    client.send(
      new InvokeEndpointCommand({ EndpointName, ContentType: 'application/json', Body: JSON.stringify(body) }),
    );

  it('has the classifier that is checked in, which tells harm from none', async () => {
    const scoresOf = async (text: string) => {
      const { Body } = await invoke({ text });
      return (JSON.parse(Buffer.from(Body).toString()) as { scores: Record<string, number> }).scores;
    };
    const [bad, fine] = [
      await scoresOf('What a pathetic idiot you are'),
      await scoresOf('Photos from the lake are up, the light was lovely'),
    ];
    expect(Object.keys(bad)).toEqual(textRules(defaultPolicy).map(({ category }) => category));
    expect(bad.harassment).toBeGreaterThan(0.9);
    expect(Math.max(...Object.values(fine))).toBeLessThan(0.1);
  }, 60_000);

  it('has nothing to say of what it cannot read, and fails as it is asked to', async () => {
    const { Body } = await invoke({ text: '...' });
    expect(JSON.parse(Buffer.from(Body).toString())).toEqual({ scores: {} });
    local.engines.sagemaker.failNext({ code: 'ThrottlingException', target: 'ours' });
    await expect(invoke({ text: 'hello' })).rejects.toMatchObject({ name: 'ThrottlingException' });
  }, 60_000);

  it('is not found for any other question, and one that a template makes has its own container', async () => {
    await expect(invoke({ inputs: 'x' })).rejects.toThrow('Endpoint ours of account');
    await expect(invoke({ text: 'x' }, 'made')).rejects.toThrow('is not served');
  });
});
