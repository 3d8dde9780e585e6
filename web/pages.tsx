import Button from '@cloudscape-design/components/button';
import { useEffect, useState } from 'react';
import type { PageName } from './client/pages';

const labels: Readonly<Record<PageName, string>> = {
  chat: 'Chat',
  documents: 'Documents',
  payments: 'Payments',
  streaming: 'Streaming',
};

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
