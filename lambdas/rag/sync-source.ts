import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { AuditLog } from '../shared/audit';
import type { Logger } from '../shared/logger';
import type { Metrics } from '../shared/metrics';
import type { LastRun, Lease, SourceStore } from './adapters/source-store';
import { type Connector, type Inventory, SourceFault } from './connectors/connector';
import { type AclMapper, createAclMapper } from './connectors/identity';
import { type Source, sourceSchema } from './connectors/settings';
import type { SourceDocuments } from './connectors/source-documents';
import { noCounts, type SyncCounts, sync } from './connectors/sync';

/** Milliseconds of the function's time that are kept for ending a run, and by which a lease outlasts the function. */
const ENDING_MS = 20_000;

export interface SyncSourceDeps {
  /** Settings of sources that events name by id; each is checked when it is used, so that one mistake stops one source. */
  readonly sources: readonly unknown[];
  readonly store: SourceStore;
  readonly documents: SourceDocuments;
  readonly connect: (source: Source, mapper: AclMapper, inventory: Inventory) => Promise<Connector>;
  readonly newId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly audit: AuditLog;
  readonly metrics: Pick<Metrics, 'add'>;
  readonly logger: Pick<Logger, 'appendKeys' | 'info' | 'warn' | 'error'>;
}

export interface SyncResult {
  readonly sourceId: string;
  /** `stopped` when time was up, or the source asked for patience: the next run goes on. `busy` when another run has the source. */
  readonly outcome: LastRun['outcome'] | 'busy';
  readonly counts: SyncCounts;
}

const eventSchema = z.union([
  z.object({ sourceId: z.string().check(z.minLength(1)) }),
  z.object({ source: z.looseObject({ id: z.string().check(z.minLength(1)) }) }),
]);

/**
 * Runs one source's connector from where it was left off until it is through or time is nearly up. One run at a time has a source.
 *
 * @throws SourceFault when the source could not be read; what was brought until then is kept
 */
export function createSyncSource(deps: SyncSourceDeps) {
  const { store, newId, now, logger } = deps;
  return async (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SyncResult> => {
    const source = sourceOf(deps.sources, event);
    logger.appendKeys({ sourceId: source.id });
    const remaining = context.getRemainingTimeInMillis();
    const lease = await store.acquire(source.id, newId(), now() + remaining + ENDING_MS);
    if (!lease) {
      logger.info('Another run has the source');
      return { sourceId: source.id, outcome: 'busy', counts: noCounts() };
    }
    const counts = noCounts();
    const { run, error } = await attempt(deps, source, lease, counts, Math.max(0, remaining - ENDING_MS));
    await lease.release(run);
    await report(deps, source, run);
    if (run.outcome === 'failed') throw error;
    return { sourceId: source.id, outcome: run.outcome, counts };
  };
}

async function attempt(deps: SyncSourceDeps, source: Source, lease: Lease, counts: SyncCounts, timeMs: number) {
  const { logger, metrics, now } = deps;
  const mapper = createAclMapper(source);
  const ended = (outcome: LastRun['outcome'], failure?: LastRun['failure']): LastRun => ({
    outcome,
    endedAt: now(),
    counts: { ...counts, unmapped: mapper.unmapped },
    failure,
  });
  try {
    const { memory, cursor } = lease;
    const connector = await deps.connect(source, mapper, memory);
    const onSkip = (externalId: string, reason: string) => logger.warn('Document not brought', { externalId, reason });
    const work = { org: source.org, sourceId: source.id, connector, memory, documents: deps.documents, onSkip };
    const isThrough = await sync(work, cursor, counts, AbortSignal.timeout(timeMs));
    return { run: ended(isThrough ? 'succeeded' : 'stopped') };
  } catch (error) {
    const isPatience = error instanceof SourceFault && error.code === 'throttled';
    metrics.add('SourceFaults', 'Count', 1);
    logger[isPatience ? 'warn' : 'error']('Source not read', error as Error);
    return { run: ended(isPatience ? 'stopped' : 'failed', failureOf(error)), error };
  }
}

/** Only what we wrote ourselves: another error's message may hold anything. */
const failureOf = (error: unknown) =>
  error instanceof SourceFault
    ? { code: error.code, message: error.message }
    : { code: 'internal', message: 'Something went wrong here; the log says more' };

async function report(
  { audit, metrics }: SyncSourceDeps,
  source: Source,
  { outcome, counts, failure }: LastRun,
): Promise<void> {
  metrics.add('SourceDocumentsStored', 'Count', counts.stored ?? 0);
  metrics.add('SourceDocumentsRemoved', 'Count', counts.removed ?? 0);
  metrics.add('SourcePermissionsChanged', 'Count', counts.permissions ?? 0);
  metrics.add('SourceDocumentsSkipped', 'Count', counts.skipped ?? 0);
  metrics.add('SourceNamesUnmapped', 'Count', counts.unmapped ?? 0);
  await audit.record({
    design: 'rag',
    action: 'source.synced',
    outcome,
    actor: { userId: source.id, org: source.org, tier: 'paid', credential: 'api-key' },
    details: { sourceId: source.id, kind: source.kind, ...counts, ...(failure && { failure: failure.code }) },
  });
}

/** @throws SourceFault when the event names no source, or the source's settings are wrong */
function sourceOf(sources: readonly unknown[], event: unknown): Source {
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success)
    throw new SourceFault('settings', 'The event must be { "sourceId": ... } or { "source": { ... } }');
  const named = 'source' in parsed.data ? parsed.data.source : byId(sources, parsed.data.sourceId);
  const source = sourceSchema.safeParse(named);
  if (source.success) return source.data;
  const problems = source.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new SourceFault('settings', `Settings of the source are wrong. ${problems.join('; ')}`);
}

function byId(sources: readonly unknown[], sourceId: string): unknown {
  const found = sources.find((source) => (source as { id?: unknown } | null)?.id === sourceId);
  if (!found) throw new SourceFault('settings', `There is no source ${sourceId} in SOURCES`);
  return found;
}
