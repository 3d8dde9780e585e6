import Alert from '@cloudscape-design/components/alert';
import type { Advice } from './client/advice';

/** What went wrong, and what to do next; nothing where all is well. */
export function Problem({ problem }: { readonly problem: Advice | undefined }) {
  if (!problem) return undefined;
  return (
    <div role="alert">
      <Alert type="error" header={problem.title}>
        {problem.advice}
      </Alert>
    </div>
  );
}
