/** Addresses of the stage's APIs, by the keys of its outputs; a design that the stage does not have has none. */
export type Addresses = Readonly<Partial<Record<'ChatApiUrl' | 'RagApiUrl', string>>>;

export type PageName = 'chat' | 'documents';

/** The pages that the stage has something for, the first one shown at first. */
export function pagesOf({ ChatApiUrl, RagApiUrl }: Addresses): readonly PageName[] {
  const pages: PageName[] = [];
  if (ChatApiUrl !== undefined) pages.push('chat');
  if (RagApiUrl !== undefined) pages.push('documents');
  return pages;
}
