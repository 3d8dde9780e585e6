import Alert from '@cloudscape-design/components/alert';

/** Where in its document something stands, in words. */
export const placeOf = ({
  page,
  section,
}: {
  readonly page?: number | undefined;
  readonly section: readonly string[];
}): string => [...(page === undefined ? [] : [`page ${page}`]), ...section].join(' › ');

const losses: Readonly<Record<string, string>> = {
  rerank: 'the best passages may not be first',
  expansion: 'only the words of your question were searched',
  vector: 'passages that say it in other words may be missing',
};

/** Tells that parts of the pipeline were slow or down, and what that means. */
export function Degraded({ parts }: { readonly parts: readonly string[] }) {
  if (parts.length === 0) return undefined;
  return (
    <Alert type="warning">
      Something was left out to answer in time: {parts.map((part) => losses[part] ?? part).join('; ')}.
    </Alert>
  );
}
