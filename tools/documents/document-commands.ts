import type { Command } from 'commander';
import type { DocumentView } from '../../lambdas/rag/domain/api/documents';
import { audienceOf, failureOf, sizeOf } from '../../web/client/document-form';
import { note, table } from '../operator/command-line';
import { aclOf } from './access';
import { connect } from './connection';
import { type AccessOptions, type CommonOptions, print, withAccess, withConnection } from './options';

async function list(options: CommonOptions): Promise<void> {
  const { client } = await connect(options);
  const documents: DocumentView[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await client.documents(cursor);
    documents.push(...page.documents);
    cursor = page.cursor;
    if (cursor === undefined) break;
  }
  if (options.json) return print(JSON.stringify({ documents }));
  print(table([['ID', 'STATE', 'TITLE', 'SIZE', 'CHUNKS', 'WHO MAY SEE IT'], ...documents.map(row)]));
}

const row = (document: DocumentView): string[] => {
  const { documentId, status, failure, title, size, chunks } = document;
  const state = failure ? `${status}: ${failure.code}` : status;
  return [documentId, state, title, sizeOf(size), String(chunks), audienceOf(document)];
};

async function status(documentId: string, options: CommonOptions): Promise<void> {
  const document = await (await connect(options)).client.document(documentId);
  if (options.json) return print(JSON.stringify(document));
  const { title, status: state, chunks, pages, language, updatedAt, acl } = document;
  const lines = [
    ['title', title],
    ['state', state],
    ['why', failureOf(document)],
    ['chunks', String(chunks)],
    ['pages', pages === undefined ? undefined : String(pages)],
    ['language', language],
    ['who may see it', `${audienceOf(document)}, clearance ${acl.classification}`],
    ['changed', new Date(updatedAt).toISOString()],
  ];
  print(table(lines.flatMap(([name = '', value]) => (value === undefined ? [] : [[name, value]]))));
}

async function remove(documentId: string, { yes, ...options }: CommonOptions & { yes?: boolean }): Promise<void> {
  const { client } = await connect(options);
  if (!yes) {
    const { title } = await client.document(documentId);
    throw new Error(`“${title}” would be gone for good, with its original. Say --yes to delete it.`);
  }
  const accepted = await client.delete(documentId);
  if (options.json) return print(JSON.stringify(accepted));
  note(`Nobody finds ${documentId} from now on; its state says when nothing of it is left.`);
}

async function permissions(documentId: string, options: CommonOptions & AccessOptions): Promise<void> {
  const { client, userId, idOf } = await connect(options);
  const acl = aclOf(userId, options.acl, options.classification, idOf);
  if (!acl) throw new Error('Say with --acl who may see it: everyone, group:<name> or user:<id>');
  const accepted = await client.setPermissions(documentId, acl);
  if (options.json) return print(JSON.stringify({ ...accepted, acl }));
  note(`Who lost the permission finds ${documentId} no more; who got it does so in a moment.`);
}

export function addDocumentCommands(program: Command): void {
  const of = (name: string, what: string) => withConnection(program.command(name).description(what));
  of('list', 'list what you uploaded, newest first').action(list);
  of('status', 'how far a document is, and why it cannot be searched').argument('<id>').action(status);
  of('delete', 'delete a document, its original and all that was made of it')
    .argument('<id>')
    .option('--yes', 'do it')
    .action(remove);
  withAccess(of('permissions', 'change who may see a document')).argument('<id>').action(permissions);
}
