import fc from 'fast-check';
import { contentTypeSchema, failureCodeSchema } from '../../lambdas/rag/domain/document';
import {
  acceptedFiles,
  aclOf,
  audienceOf,
  contentTypeOf,
  failureOf,
  isUnderWay,
  sizeOf,
  titleOf,
} from '../../web/client/document-form';
import { pagesOf } from '../../web/client/pages';
import { findQuote } from '../../web/client/quote';

test('formats are known by the endings of names, all that are read and no others', () => {
  expect(contentTypeOf('Report.Final.PDF')).toBe('application/pdf');
  expect(contentTypeOf('picture.png')).toBeUndefined();
  expect(contentTypeOf('README')).toBeUndefined();
  const known = new Set(acceptedFiles.split(',').map((ending) => contentTypeOf(`a${ending}`)));
  expect([...known].toSorted()).toEqual([...contentTypeSchema.options].toSorted());
});

test('titles are names without their endings', () => {
  expect(['Report.v2.pdf', '.env', 'plain'].map(titleOf)).toEqual(['Report.v2', '.env', 'plain']);
});

test('lists of permissions name the owner, and each group once', () => {
  const access = { everyone: false, groups: ' engineering,, support ,engineering', classification: 2 };
  const acl = { users: ['me'], groups: ['engineering', 'support'], everyone: false, classification: 2 };
  expect(aclOf('me', access)).toEqual(acl);
  expect(audienceOf({ owner: 'me', acl })).toBe('Owner, engineering, support');
  expect(audienceOf({ owner: 'me', acl: { ...acl, groups: [], users: ['me', 'you'] } })).toBe('Owner, 1 other');
  expect(audienceOf({ owner: 'me', acl: { ...acl, everyone: true } })).toBe('Everyone');
});

test.each(failureCodeSchema.options)('of a failure by %s one is told what would help', (code) => {
  const told = failureOf({ failure: { code, message: 'Something is wrong' } }) ?? '';
  expect(told).toMatch(/^Something is wrong\. \w.*\.$/);
});

test('what has come to an end is not looked at again', () => {
  expect(failureOf({})).toBeUndefined();
  expect((['queued', 'scanning', 'deleting'] as const).every((status) => isUnderWay({ status }))).toBe(true);
  expect((['ready', 'failed', 'deleted'] as const).some((status) => isUnderWay({ status }))).toBe(false);
});

test('sizes are for people', () => {
  expect([999, 1_500, 50_000_000].map(sizeOf)).toEqual(['999 bytes', '2 KB', '50.0 MB']);
});

test('the console has pages for what the stage has', () => {
  expect(pagesOf({ ChatApiUrl: '/chat', RagApiUrl: '/rag' })).toEqual(['chat', 'documents']);
  expect(pagesOf({ RagApiUrl: '/rag' })).toEqual(['documents']);
  expect(pagesOf({ ChatApiUrl: '/chat' })).toEqual(['chat']);
});

describe('a quote', () => {
  it('is found whatever white space and capitals it has, and shown as the text has it', () => {
    expect(findQuote('Before. The  wing\nmakes (much) lift. After.', 'the wing makes (much) lift.')).toEqual({
      before: 'Before. ',
      quote: 'The  wing\nmakes (much) lift.',
      after: ' After.',
    });
  });

  it('is not found where the text does not have it, nor is nothing', () => {
    expect(findQuote('A wing.', 'a slab')).toBeUndefined();
    expect(findQuote('A wing.', '  ')).toBeUndefined();
  });

  it('of any part of a text is found, and the three parts are the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), (text, from, length) => {
        const start = from % (text.length + 1);
        const part = text.slice(start, start + 1 + (length % (text.length + 1)));
        if (part.trim() === '') return;
        const found = findQuote(text, part);
        expect(found).toBeDefined();
        expect(`${found?.before}${found?.quote}${found?.after}`).toBe(text);
        expect(found?.quote.toLowerCase()).toBe(part.trim().toLowerCase());
      }),
    );
  });
});
