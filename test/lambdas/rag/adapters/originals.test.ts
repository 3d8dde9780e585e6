import { type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { TextractClient } from '@aws-sdk/client-textract';
import { createOriginals } from '../../../../lambdas/rag/adapters/originals';
import { createTextractScanner } from '../../../../lambdas/rag/adapters/textract-scanner';
import { MAX_BYTES } from '../../../../lambdas/rag/domain/document';
import { originalKey } from '../../../../lambdas/rag/domain/original-key';
import { documentKeyOf } from '../../../../lambdas/rag/org-hash';

const key = documentKeyOf('acme', 'd1');

/** A client whose answers are given, by the name of the call and its input. */
function clientOf(answer: (call: string, input: Record<string, unknown>) => unknown) {
  const calls: { call: string; input: Record<string, unknown> }[] = [];
  const send = async (command: { input: Record<string, unknown> }) => {
    const call = command.constructor.name;
    calls.push({ call, input: command.input });
    return answer(call, command.input);
  };
  return { client: { send } as unknown, calls };
}

const failure = (name: string) =>
  new S3ServiceException({ name, $fault: 'client', message: name, $metadata: { httpStatusCode: 404 } });

describe('originals', () => {
  const originalsOf = (answer: Parameters<typeof clientOf>[0]) => {
    const { client, calls } = clientOf(answer);
    return { originals: createOriginals(client as S3Client, 'bucket'), calls };
  };

  test('are read with what tells one content from another', async () => {
    const Body = { transformToByteArray: async () => new Uint8Array([1, 2]) };
    const { originals, calls } = originalsOf(() => ({ Body, ContentLength: 2, ETag: '"e"' }));
    expect(await originals.read(key, 'u1')).toEqual({ bytes: new Uint8Array([1, 2]), etag: '"e"' });
    expect(calls[0]?.input).toEqual({ Bucket: 'bucket', Key: originalKey(key, 'u1') });
  });

  test('that are not there are not there, and what is forbidden is a failure', async () => {
    const missing = originalsOf(() => {
      throw failure('NoSuchKey');
    });
    expect(await missing.originals.read(key, 'u1')).toBeUndefined();
    const denied = originalsOf(() => {
      throw failure('AccessDenied');
    });
    await expect(denied.originals.read(key, 'u1')).rejects.toThrow('AccessDenied');
  });

  test('that are too large are not read, and the connection is given back', async () => {
    let isGivenBack = false;
    const cancel = () => {
      isGivenBack = true;
    };
    const Body = {
      transformToWebStream: () => new ReadableStream({ cancel }),
      transformToByteArray: () => Promise.reject(new Error('it was read')),
    };
    const { originals } = originalsOf(() => ({ Body, ContentLength: MAX_BYTES + 1, ETag: '"e"' }));
    await expect(originals.read(key, 'u1')).rejects.toMatchObject({ code: 'too_large' });
    expect(isGivenBack).toBe(true);
  });

  test('are listed page by page, by their uploads, under their document alone', async () => {
    const { originals, calls } = originalsOf((_call, { ContinuationToken }) =>
      ContinuationToken
        ? { Contents: [{ Key: originalKey(key, 'u2') }] }
        : { Contents: [{ Key: originalKey(key, 'u1') }], NextContinuationToken: 'more' },
    );
    expect(await originals.list(key)).toEqual(['u1', 'u2']);
    expect(calls[0]?.input.Prefix).toBe(`uploads/${key.orgHash}/d1/`);
  });
});

describe('scans', () => {
  const scannerOf = (answer: Parameters<typeof clientOf>[0]) => {
    const { client, calls } = clientOf(answer);
    return { scanner: createTextractScanner(client as TextractClient, 'bucket'), calls };
  };
  const line = (Text: string) => ({ BlockType: 'LINE', Text, Page: 1 });

  test('are begun once for each token, where the original lies', async () => {
    const { scanner, calls } = scannerOf(() => ({ JobId: 'job' }));
    expect(await scanner.start(key, 'u1', 'd1-1000')).toBe('job');
    expect(calls[0]?.input).toEqual({
      DocumentLocation: { S3Object: { Bucket: 'bucket', Name: originalKey(key, 'u1') } },
      ClientRequestToken: 'd1-1000',
    });
  });

  test.each([
    ['BadDocumentException', 'malformed'],
    ['UnsupportedDocumentException', 'wrong_type'],
    ['DocumentTooLargeException', 'too_large'],
  ])('%s is the document’s fault', async (name, code) => {
    const { scanner } = scannerOf(() => {
      throw Object.assign(new Error('no'), { name });
    });
    await expect(scanner.start(key, 'u1', 't')).rejects.toMatchObject({ name: 'DocumentFault', code });
  });

  test('too many at a time are not', async () => {
    const { scanner } = scannerOf(() => {
      throw Object.assign(new Error('slow down'), { name: 'LimitExceededException' });
    });
    await expect(scanner.start(key, 'u1', 't')).rejects.toThrow('slow down');
  });

  test('are not there while they are read, then all their lines are, and a failure is told', async () => {
    expect(await scannerOf(() => ({ JobStatus: 'IN_PROGRESS' })).scanner.look('job')).toBeUndefined();
    const read = scannerOf((_call, { NextToken }) => ({
      JobStatus: 'SUCCEEDED',
      DocumentMetadata: { Pages: 2 },
      Blocks: NextToken ? [line('b')] : [{ BlockType: 'WORD', Text: 'a' }, line('a')],
      NextToken: NextToken ? undefined : 'more',
    }));
    expect(await read.scanner.look('job')).toEqual({ blocks: [line('a'), line('b')], pages: 2 });
    const failed = scannerOf(() => ({ JobStatus: 'FAILED' }));
    await expect(failed.scanner.look('job')).rejects.toMatchObject({ name: 'DocumentFault' });
  });
});
