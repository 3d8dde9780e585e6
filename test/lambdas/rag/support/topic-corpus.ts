import type { Acl } from '../../../../lambdas/rag/domain/access';
import type { DocumentRecord } from '../../../../lambdas/rag/domain/document';
import { embeddedText } from '../../../../lambdas/rag/domain/embedded-text';
import type { Dice } from './dice';
import { anyAcl, ORGS } from './marked-corpus';
import { vectorOf } from './models';
import type { ServedIndex } from './served-index';

const SYLLABLES = 'ba de fi go ku la me ni po ru sa te vi wo zu'.split(' ');
const TOPICS = 12;
const WORDS = 8;

/** A document of one passage about one topic: what is relevant to a question of this topic. */
export interface TopicDocument {
  readonly documentId: string;
  readonly org: string;
  readonly acl: Acl;
  readonly topic: number;
  readonly title: string;
  readonly text: string;
}

/** Made up, so that no stemming makes two of them one: three syllables, then a letter. */
const wordOf = (topic: number, at: number): string => {
  const number = topic * WORDS + at;
  const syllable = (place: number) => SYLLABLES[Math.floor(number / 15 ** place) % 15];
  return `${syllable(0)}${syllable(1)}${syllable(2)}k`;
};

const anyWord = (dice: Dice, topic: number) => wordOf(topic, dice.below(WORDS));

/** Half of a document's words are of its topic, half of any. */
export function topicDocuments(dice: Dice, count: number): TopicDocument[] {
  return Array.from({ length: count }, (_, at) => {
    const topic = dice.below(TOPICS);
    const word = () => anyWord(dice, dice.chance(0.5) ? topic : dice.below(TOPICS));
    const words = (length: number) => Array.from({ length }, word).join(' ');
    const about = { org: dice.pick(ORGS), acl: anyAcl(dice), topic };
    return { documentId: `doc${at}`, ...about, title: words(2), text: words(8 + dice.below(30)) };
  });
}

export function topicQuestion(dice: Dice): { readonly topic: number; readonly text: string } {
  const topic = dice.below(TOPICS);
  return { topic, text: [anyWord(dice, topic), anyWord(dice, topic), anyWord(dice, topic)].join(' ') };
}

/** Writes documents, each as one version of so many passages as it has texts. */
export async function writeAll(
  { writer, name }: ServedIndex,
  documents: readonly Pick<TopicDocument, 'documentId' | 'org' | 'acl' | 'title' | 'text'>[],
  copies = 1,
): Promise<void> {
  for (const { documentId, org, acl, title, text } of documents) {
    const chunks = Array.from({ length: copies }, (_, ordinal) => {
      const chunk = { ordinal, text, section: [], tokens: 10, start: 0, end: text.length };
      return { chunk, vector: vectorOf(embeddedText(title, chunk)) };
    });
    await writer.write(name, recordOf({ documentId, org, acl, title }), 1, chunks);
  }
}

const recordOf = (about: Pick<TopicDocument, 'documentId' | 'org' | 'acl' | 'title'>): DocumentRecord => ({
  ...about,
  ...{ owner: 'owner', source: 'upload', contentType: 'text/plain', size: 1, aclVersion: 1, status: 'ready' },
  ...{ liveVersion: 1, chunks: 1, createdAt: 0, updatedAt: 0, modifiedAt: 0 },
});
