import { createHash } from 'node:crypto';
import { DetectFacesCommand, DetectModerationLabelsCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { type LocalServices, startLocalServices } from './local-services';

describe('Rekognition engine', () => {
  let local: LocalServices;
  let client: RekognitionClient;
  const Bucket = 'images';

  beforeAll(async () => {
    local = await startLocalServices();
    client = new RekognitionClient({ ...local.client, maxAttempts: 1 });
    await local.create({ type: 'AWS::S3::Bucket', ref: Bucket, properties: {} });
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  async function picture(Name: string): Promise<string> {
    const body = Buffer.from(`picture of ${Name}`);
    await local.engines.objects.put(Bucket, Name, { body, contentType: 'image/png' });
    return createHash('sha256').update(body).digest('hex');
  }
  const detect = (Name: string, MinConfidence?: number) =>
    client.send(new DetectModerationLabelsCommand({ Image: { S3Object: { Bucket, Name } }, MinConfidence }));

  test('an image that it was not taught is not taken, and neither clean nor anything else', async () => {
    const sha256 = await picture('unknown');
    await expect(detect('unknown')).rejects.toMatchObject({
      name: 'InvalidImageFormatException',
      message: expect.stringContaining(`was not taught what the image with SHA-256 ${sha256} shows`),
    });
    await expect(detect('nowhere')).rejects.toMatchObject({ name: 'InvalidS3ObjectException' });
  });

  test('gives labels with those above them, from the confidence that is asked for on', async () => {
    local.engines.rekognition.teach(await picture('film'), [
      { path: ['Violence', 'Graphic Violence', 'Blood & Gore'], confidence: 88 },
      { path: ['Alcohol'], confidence: 40 },
    ]);
    const { ModerationLabels, ModerationModelVersion } = await detect('film');
    expect(ModerationModelVersion).toBe('7.0');
    expect(ModerationLabels).toEqual([
      { Name: 'Violence', ParentName: '', Confidence: 88, TaxonomyLevel: 1 },
      { Name: 'Graphic Violence', ParentName: 'Violence', Confidence: 88, TaxonomyLevel: 2 },
      { Name: 'Blood & Gore', ParentName: 'Graphic Violence', Confidence: 88, TaxonomyLevel: 3 },
    ]);
    expect((await detect('film', 30)).ModerationLabels).toHaveLength(4);
    local.engines.rekognition.teach(await picture('lake'), []);
    expect((await detect('lake')).ModerationLabels).toEqual([]);
  });

  test('what it does not serve fails by name', async () => {
    const faces = new DetectFacesCommand({ Image: { S3Object: { Bucket, Name: 'film' } } });
    await expect(client.send(faces)).rejects.toThrow(/DetectFaces/);
    const bytes = new DetectModerationLabelsCommand({ Image: { Bytes: new Uint8Array(3) } });
    await expect(client.send(bytes)).rejects.toThrow();
  });

  test('fails as often as it is told to, for one image', async () => {
    const sha256 = await picture('pond');
    local.engines.rekognition.teach(sha256, []);
    local.engines.rekognition.failFirst(sha256, 2);
    await expect(detect('pond')).rejects.toMatchObject({ name: 'InternalServerError' });
    await expect(detect('pond')).rejects.toMatchObject({ name: 'InternalServerError' });
    expect((await detect('pond')).ModerationLabels).toEqual([]);
  });
});
