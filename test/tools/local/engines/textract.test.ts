import { createHash } from 'node:crypto';
import {
  type Block,
  DetectDocumentTextCommand,
  GetDocumentTextDetectionCommand,
  StartDocumentTextDetectionCommand,
  TextractClient,
} from '@aws-sdk/client-textract';
import { type LocalServices, startLocalServices } from './local-services';

describe('Textract engine', () => {
  let local: LocalServices;
  let client: TextractClient;
  const Bucket = 'originals';

  beforeAll(async () => {
    local = await startLocalServices();
    client = new TextractClient({ ...local.client, maxAttempts: 1 });
    await local.create({ type: 'AWS::S3::Bucket', ref: Bucket, properties: {} });
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  async function scan(name: string): Promise<{ readonly sha256: string; readonly Name: string }> {
    const body = Buffer.from(`%PDF-1.7 picture of ${name}`);
    await local.engines.objects.put(Bucket, name, { body, contentType: 'application/pdf' });
    return { sha256: createHash('sha256').update(body).digest('hex'), Name: name };
  }

  async function start(Name: string, ClientRequestToken?: string): Promise<string> {
    const DocumentLocation = { S3Object: { Bucket, Name } };
    const { JobId } = await client.send(
      new StartDocumentTextDetectionCommand({ DocumentLocation, ClientRequestToken }),
    );
    return JobId ?? '';
  }

  const look = (JobId: string, more: { MaxResults?: number; NextToken?: string } = {}) =>
    client.send(new GetDocumentTextDetectionCommand({ JobId, ...more }));

  test('a document it was not taught fails, and says so', async () => {
    const { sha256, Name } = await scan('unknown.pdf');
    const { JobStatus, StatusMessage, Blocks } = await look(await start(Name));
    expect(JobStatus).toBe('FAILED');
    expect(StatusMessage).toContain(`was not taught what stands in the document with SHA-256 ${sha256}`);
    expect(Blocks).toBeUndefined();
  });

  test('gives pages, lines and words of one it was taught, page by page of results', async () => {
    const { sha256, Name } = await scan('letter.pdf');
    local.engines.textract.teach(sha256, [['Dear Ada,', 'the tower is 46 metres high.'], [], ['Bob']]);
    const JobId = await start(Name);
    const blocks: Block[] = [];
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const page = await look(JobId, { MaxResults: 4, NextToken });
      expect(page).toMatchObject({ JobStatus: 'SUCCEEDED', DocumentMetadata: { Pages: 3 } });
      expect(page.Blocks?.length).toBeLessThanOrEqual(4);
      blocks.push(...(page.Blocks ?? []));
      NextToken = page.NextToken;
      pages += 1;
    } while (NextToken);
    expect(pages).toBe(4);
    const of = (type: string) => blocks.filter(({ BlockType }) => BlockType === type);
    expect(of('PAGE').map(({ Page }) => Page)).toEqual([1, 2, 3]);
    expect(of('LINE').map(({ Page, Text }) => [Page, Text])).toEqual([
      [1, 'Dear Ada,'],
      [1, 'the tower is 46 metres high.'],
      [3, 'Bob'],
    ]);
    expect(of('WORD').map(({ Text }) => Text)).toEqual('Dear Ada, the tower is 46 metres high. Bob'.split(' '));
    const [first, second] = of('LINE').map(({ Geometry }) => Geometry?.BoundingBox?.Top ?? 0);
    expect(second).toBeGreaterThan(first ?? 1);
    const ids = new Set(blocks.map(({ Id }) => Id));
    const children = blocks.flatMap(({ Relationships = [] }) => Relationships.flatMap(({ Ids = [] }) => Ids));
    expect(children).toHaveLength(ids.size - 3);
    for (const child of children) expect(ids.has(child)).toBe(true);
  });

  test('may take a while', async () => {
    const { sha256, Name } = await scan('long.pdf');
    local.engines.textract.teach(sha256, [['At last']], 2);
    const JobId = await start(Name);
    const statuses = [];
    for (let looks = 0; looks < 3; looks++) statuses.push((await look(JobId)).JobStatus);
    expect(statuses).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'SUCCEEDED']);
  });

  test('the same token means the same job, and no other document', async () => {
    const [one, two] = [await scan('one.pdf'), await scan('two.pdf')];
    const JobId = await start(one.Name, 'token-1');
    expect(await start(one.Name, 'token-1')).toBe(JobId);
    expect(await start(one.Name)).not.toBe(JobId);
    await expect(start(two.Name, 'token-1')).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
  });

  test('refuses what is not there, and what is not served', async () => {
    await expect(start('none.pdf')).rejects.toMatchObject({ name: 'InvalidS3ObjectException' });
    await expect(look('none')).rejects.toMatchObject({ name: 'InvalidJobIdException' });
    const { Name } = await scan('last.pdf');
    const S3Object = { Bucket, Name };
    const { sha256 } = await scan('last.pdf');
    local.engines.textract.teach(sha256, [['x']]);
    await expect(look(await start(Name), { NextToken: 'x' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const NotificationChannel = {
      SNSTopicArn: 'arn:aws:sns:us-east-1:000000000000:t',
      RoleArn: 'arn:aws:iam::000000000000:role/r',
    };
    await expect(
      client.send(new StartDocumentTextDetectionCommand({ DocumentLocation: { S3Object }, NotificationChannel })),
    ).rejects.toThrow('input NotificationChannel');
    await expect(client.send(new DetectDocumentTextCommand({ Document: { S3Object } }))).rejects.toThrow(
      'textract:DetectDocumentText is not served',
    );
  });
});
