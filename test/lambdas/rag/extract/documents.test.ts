import { chunkDocument } from '../../../../lambdas/rag/domain/chunking/chunk-document';
import { extract } from '../../../../lambdas/rag/extract/extract';
import { loadTokenCounter } from '../../../../lambdas/rag/extract/tokens';
import { brokenDocuments, sampleDocuments, scannedDocument } from '../support/documents';

test('two hundred documents of all formats: each sentence that is in one of them is in one of its chunks', async () => {
  const documents = await sampleDocuments(200);
  const count = await loadTokenCounter();
  expect(new Set(documents.map(({ sentence }) => sentence)).size).toBe(200);
  const languages = new Set<string>();
  for (const { name, title, contentType, bytes, sentence } of documents) {
    const document = await extract(bytes, contentType);
    const chunks = chunkDocument(document, count);
    languages.add(document.language);
    if (!/\.(csv|txt)$/.test(name)) expect([name, document.title]).toEqual([name, title]);
    const holding = chunks.some(({ text }) => text.replace(/\s+/g, ' ').includes(sentence));
    expect([name, holding]).toEqual([name, true]);
    for (const chunk of chunks) expect(chunk.text).toBe(document.text.slice(chunk.start, chunk.end));
    expect(document.text).not.toMatch(/All rights reserved|Home\b/);
  }
  expect([...languages]).toEqual(['en']);
});

test('the same seed gives the same documents, another one others', async () => {
  const [first, again, other] = [
    await sampleDocuments(14, 5),
    await sampleDocuments(14, 5),
    await sampleDocuments(14, 6),
  ];
  expect(again.map(({ bytes }) => Buffer.from(bytes).toString('base64'))).toEqual(
    first.map(({ bytes }) => Buffer.from(bytes).toString('base64')),
  );
  expect(other.map(({ sentence }) => sentence)).not.toEqual(first.map(({ sentence }) => sentence));
});

test('each broken document says what is wrong with it', async () => {
  const count = await loadTokenCounter();
  for (const { name, contentType, bytes, code } of await brokenDocuments()) {
    const outcome = await extract(bytes, contentType)
      .then((document) => chunkDocument(document, count).length)
      .catch((error: unknown) => error);
    expect([name, outcome]).toEqual([name, expect.objectContaining({ code })]);
  }
});

test('a scanned document is neither', async () => {
  const { bytes, contentType } = await scannedDocument();
  expect(await extract(bytes, contentType)).toMatchObject({ scanned: true, pages: 2 });
});
