import type { Chunk } from './passage';

/** What of a chunk becomes its vector: a passage is often understood only with what stands above it. */
export const embeddedText = (title: string, { section, text }: Pick<Chunk, 'section' | 'text'>): string =>
  [title, section.join(' > '), text].filter((part) => part !== '').join('\n');
