import {
  type Block,
  GetDocumentTextDetectionCommand,
  StartDocumentTextDetectionCommand,
  type TextractClient,
} from '@aws-sdk/client-textract';
import { DocumentFault } from '../domain/document';
import { originalKey } from '../domain/original-key';
import type { Scanner } from '../ingest-ports';

/** What Textract says of a document that it cannot read, whoever asks again. */
const faults: Readonly<Record<string, readonly ['malformed' | 'too_large' | 'wrong_type', string]>> = {
  BadDocumentException: ['malformed', 'It is damaged: its pages cannot be recognised.'],
  UnsupportedDocumentException: ['wrong_type', 'Pages of this kind cannot be recognised. Upload it as a PDF.'],
  DocumentTooLargeException: [
    'too_large',
    'It is too large for its pages to be recognised. Split it into several documents.',
  ],
};

/**
 * Text of pages that are pictures, by Amazon Textract's asynchronous jobs. Results are kept for seven days.
 *
 * @see https://docs.aws.amazon.com/textract/latest/dg/async.html
 */
export const createTextractScanner = (client: TextractClient, Bucket: string): Scanner => ({
  async start(key, uploadId, token) {
    const S3Object = { Bucket, Name: originalKey(key, uploadId) };
    const command = new StartDocumentTextDetectionCommand({
      DocumentLocation: { S3Object },
      ClientRequestToken: token,
    });
    const { JobId } = await client.send(command).catch(asFault);
    if (!JobId) throw new Error('Textract began no job');
    return JobId;
  },

  async look(JobId, abortSignal) {
    const blocks: Block[] = [];
    let pages = 0;
    let NextToken: string | undefined;
    do {
      const page = await client.send(new GetDocumentTextDetectionCommand({ JobId, NextToken }), { abortSignal });
      if (page.JobStatus === 'IN_PROGRESS') return undefined;
      if (page.JobStatus === 'FAILED')
        throw new DocumentFault(
          'malformed',
          'Its pages could not be recognised. See whether it opens, and scan it again.',
        );
      blocks.push(...(page.Blocks ?? []).filter(({ BlockType }) => BlockType === 'LINE'));
      pages = page.DocumentMetadata?.Pages ?? pages;
      NextToken = page.NextToken;
    } while (NextToken);
    return { blocks, pages };
  },
});

function asFault(error: Error): never {
  const fault = faults[error.name];
  throw fault ? new DocumentFault(...fault) : error;
}
