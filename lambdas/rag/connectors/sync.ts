import { type Change, type Connector, type Inventory, type Known, MAX_EXTERNAL_ID, type Step } from './connector';
import { fingerprintOf } from './identity';
import { type SourceDocuments, sourceKeyOf } from './source-documents';

/** What is remembered of a source between runs. */
export interface SourceMemory extends Inventory {
  record(known: Known): Promise<void>;
  forget(externalId: string): Promise<void>;
  /** @throws LeaseLost when another run has taken over */
  keepCursor(cursor: unknown): Promise<void>;
}

export interface SyncDeps {
  readonly org: string;
  readonly sourceId: string;
  readonly connector: Connector;
  readonly memory: SourceMemory;
  readonly documents: SourceDocuments;
  /** Told of what cannot be brought. */
  readonly onSkip?: (externalId: string, reason: string) => void;
}

/** What one run did. */
export interface SyncCounts {
  stored: number;
  permissions: number;
  removed: number;
  skipped: number;
  /** Brought, and the same as before. */
  unchanged: number;
}

export const noCounts = (): SyncCounts => ({ stored: 0, permissions: 0, removed: 0, skipped: 0, unchanged: 0 });

/**
 * Brings what changed at a source, from the last cursor on, until there is no more or time is up.
 *
 * Every effect is framed by two entries in the inventory: one that says it was begun, and one that says what holds now. So a run
 * that dies between them is not taken for one that did nothing, also when the source has gone back to what it was meanwhile.
 *
 * @param counts is added to as it goes, so that it tells what a run did that fails
 * @param signal ends the run after the step at hand
 * @returns whether it came to the end
 */
export async function sync(deps: SyncDeps, cursor: unknown, counts: SyncCounts, signal: AbortSignal): Promise<boolean> {
  try {
    for await (const step of deps.connector.changes(cursor, signal)) {
      if (step.kind === 'checkpoint') await deps.memory.keepCursor(step.cursor);
      else await apply(deps, step, counts);
      if (signal.aborted) return false;
    }
    return true;
  } catch (error) {
    if (signal.aborted && isAbort(error)) return false;
    throw error;
  }
}

const isAbort = (error: unknown): boolean => ['AbortError', 'TimeoutError'].includes((error as Error)?.name);

async function apply(deps: SyncDeps, step: Exclude<Step, { kind: 'checkpoint' }>, counts: SyncCounts): Promise<void> {
  if (Buffer.byteLength(step.externalId) > MAX_EXTERNAL_ID) {
    counts.skipped += 1;
    deps.onSkip?.(step.externalId, 'its id is too long');
    return;
  }
  const known = await deps.memory.find(step.externalId);
  if (step.kind !== 'skip') return change(deps, step, known, counts);
  counts.skipped += 1;
  deps.onSkip?.(step.externalId, step.reason);
  await remove(deps, step.externalId, known, counts);
}

async function change(deps: SyncDeps, step: Change, known: Known | undefined, counts: SyncCounts): Promise<void> {
  if (step.kind === 'delete') return remove(deps, step.externalId, known, counts);
  const { externalId } = step;
  const acl = fingerprintOf(step.acl);
  const isNew = step.kind === 'upsert' && step.revision !== known?.revision;
  const isAllowedOtherwise = known !== undefined && known.acl !== acl;
  if (!isNew && !isAllowedOtherwise) {
    counts.unchanged += 1;
    return;
  }
  const revision = step.kind === 'upsert' ? step.revision : (known?.revision ?? '');
  await deps.memory.record({ externalId, revision: isNew ? '' : revision, acl: '' });
  const key = sourceKeyOf(deps.org, deps.sourceId, externalId);
  if (isAllowedOtherwise) {
    await deps.documents.setAcl(key, step.acl);
    counts.permissions += 1;
  }
  if (isNew) {
    const { kind: _kind, ...upsert } = step;
    await deps.documents.put({ ...upsert, ...key });
    counts.stored += 1;
  }
  await deps.memory.record({ externalId, revision, acl });
}

async function remove(deps: SyncDeps, externalId: string, known: Known | undefined, counts: SyncCounts): Promise<void> {
  if (!known) return;
  const { org, sourceId, documents, memory } = deps;
  await memory.record({ externalId, revision: '', acl: '' });
  await documents.remove(sourceKeyOf(org, sourceId, externalId));
  await memory.forget(externalId);
  counts.removed += 1;
}
