import { table } from '../operator/command-line';
import type { Uploaded, UploadReport } from './upload';

/** What `--json` prints of an upload. */
export function summaryOf({ documents, missing }: UploadReport) {
  const count = (is: (one: Uploaded) => boolean) => documents.filter(is).length;
  return {
    total: documents.length,
    uploaded: count(({ sent }) => sent === 'first' || sent === 'version'),
    permissionsChanged: count(({ sent }) => sent === 'permissions'),
    unchanged: count(({ sent, failure }) => sent === 'none' && !failure),
    ready: count(({ failure }) => !failure),
    failed: count(({ failure }) => failure !== undefined),
    documents,
    missing: missing.map(({ path, documentId }) => ({ path, documentId })),
  };
}
export type Summary = ReturnType<typeof summaryOf>;

/** The same for people: figures, and a table of what cannot be searched. */
export function describe({ total, uploaded, permissionsChanged, unchanged, ready, ...rest }: Summary): string {
  const failed = rest.documents.flatMap(({ path, failure }) =>
    failure ? [[path, failure.code, failure.message]] : [],
  );
  const changed = permissionsChanged > 0 ? `, ${permissionsChanged} have other permissions` : '';
  const same = unchanged > 0 ? `, ${unchanged} had not changed` : '';
  const lines = [`${ready} of ${total} documents can be searched: ${uploaded} were sent${changed}${same}.`];
  if (failed.length > 0)
    lines.push('', `${failed.length} cannot:`, table([['FILE', 'REASON', 'WHAT TO DO'], ...failed]));
  if (rest.missing.length > 0)
    lines.push(
      '',
      'Files that are not there any more, and whose documents are (delete them with `npm run documents -- delete ID`):',
      table([['FILE', 'ID'], ...rest.missing.map(({ path, documentId }) => [path, documentId])]),
    );
  return lines.join('\n');
}
