import {
  type Block,
  GetDocumentTextDetectionCommand,
  StartDocumentTextDetectionCommand,
  type TextractClient,
} from '@aws-sdk/client-textract';
import { DocumentFault } from '../domain/document';
import { originalKey } from '../domain/original-key';
import type { Scanner } from '../ingest-ports';

/** What Textract says of a document that it cannot read, however often it is asked. */
const faults: Readonly<Record<string, readonly ['malformed' | 'too_large' | 'wrong_type', string]>> = {
  BadDocumentException: ['malformed', 'It is damaged: its pages cannot be recognised.'],
  UnsupportedDocumentException: ['wrong_type', 'Pages of this kind cannot be recognised. Upload it as a PDF.'],
  DocumentTooLargeException: ['too_large', 'It is too large for its pages to be recognised. Split it into several.'],
};

/** Pages that are pictures, read by Amazon Textract. @see https://docs.aws.amazon.com/textract/latest/dg/api-async.html */
export function createTextractScanner(client: TextractClient, Bucket: string): Scanner {
  return {
    async start(key, uploadId, token) {
      const command = new StartDocumentTextDetectionCommand({
        DocumentLocation: { S3Object: { Bucket, Name: originalKey(key, uploadId) } },
        ClientRequestToken: token,
      });
      const { JobId } = await client.send(command).catch(asFault);
      if (!JobId) throw new Error('Textract gave no job');
      return JobId;
    },

    async look(JobId, abortSignal) {
      const blocks: Block[] = [];
      let NextToken: string | undefined;
      let pages = 0;
      do {
        const page = await client.send(new GetDocumentTextDetectionCommand({ JobId, NextToken }), { abortSignal });
        if (page.JobStatus === 'IN_PROGRESS') return undefined;
        if (page.JobStatus === 'FAILED')
          throw new DocumentFault(
            'no_text',
            `Its pages are pictures, and no text could be recognised: ${page.StatusMessage ?? 'no reason was given'}`,
          );
        pages = page.DocumentMetadata?.Pages ?? pages;
        // Words and pages are blocks, too, and ten times as many.
        blocks.push(...(page.Blocks ?? []).filter(({ BlockType }) => BlockType === 'LINE'));
        NextToken = page.NextToken;
      } while (NextToken);
      return { blocks, pages };
    },
  };
}

function asFault(error: Error): never {
  const fault = faults[error.name];
  throw fault ? new DocumentFault(...fault) : error;
}
