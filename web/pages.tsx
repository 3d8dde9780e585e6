import Button from '@cloudscape-design/components/button';
import { useEffect, useState } from 'react';

/** Addresses of the stage's APIs, by the keys of its outputs; a design that the stage does not have has none. */
export type Addresses = Readonly<Partial<Record<'ChatApiUrl' | 'RagApiUrl', string>>>;

export type PageName = 'chat' | 'documents';

const labels: Readonly<Record<PageName, string>> = { chat: 'Chat', documents: 'Documents' };

/** The pages that the stage has something for, the first one shown at first. */
export function pagesOf({ ChatApiUrl, RagApiUrl }: Addresses): readonly PageName[] {
  const pages: PageName[] = [];
  if (ChatApiUrl !== undefined) pages.push('chat');
  if (RagApiUrl !== undefined) pages.push('documents');
  return pages;
}

/** The page that the address names after its `#`. */
export function usePage(pages: readonly PageName[]): PageName | undefined {
  const named = () => pages.find((page) => location.hash === `#${page}`) ?? pages[0];
  const [page, setPage] = useState(named);
  useEffect(() => {
    const follow = () => setPage(named());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  });
  return page;
}

/** Goes from one page to another; not there where there is only one. */
export function Pages({
  pages,
  current,
}: {
  readonly pages: readonly PageName[];
  readonly current: PageName | undefined;
}) {
  if (pages.length < 2) return undefined;
  return (
    <nav className="pages" aria-label="Pages">
      {pages.map((page) => (
        <Button
          key={page}
          variant="link"
          href={`#${page}`}
          nativeAnchorAttributes={{ 'aria-current': page === current ? 'page' : undefined }}
        >
          {labels[page]}
        </Button>
      ))}
    </nav>
  );
}
