import type { AuditEvent } from '../shared/domain/audit-event';
import type { AuditBucket } from './adapters/audit-bucket';
import { historyKey } from './adapters/decision-items';
import { digestOf } from './adapters/told-items';
import type { ToldStore } from './adapters/told-store';
import { cellOf, hourOf, partOf } from './domain/decision/told-place';
import { type EntityKind, entityKinds } from './domain/features/entity';
import { Account, type Entry } from './domain/reconcile/account';
import { compare, type Finding, isFault } from './domain/reconcile/findings';
import { Ledger } from './domain/reconcile/ledger';

const HOUR_MS = 3_600_000;

/** Actions of events that are told from the stream of the table; others come from handlers. */
const told: ReadonlySet<string> = new Set(['decision.made', 'feedback.learnt', 'list.changed']);

/** Cells that are looked at one by one: an eighth of the hour, which fits in memory. */
const MOST_CELLS = 512;

export interface ReconcilingDeps {
  readonly table: ToldStore;
  readonly audit: AuditBucket;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** One in so many histories is looked at. */
  readonly ledgerParts: number;
}

/** What came of comparing an hour. */
export interface Reconciled {
  readonly hour: string;
  /** Decisions, labels and changes of lists. */
  readonly tabled: number;
  readonly audited: number;
  /** Histories that were looked at; absent where the audit is not whole, which says nothing of them. */
  readonly histories?: number;
  readonly findings: readonly Finding[];
  /** How much does not agree: what is named, and each cell that could not be looked at. */
  readonly faults: number;
}

/**
 * Compares what the table, the histories and the audit bucket say of an hour. First in sums of constant size; only where these differ,
 * entries are compared one by one, so that what is wrong is named.
 */
export function createReconciling({ table, audit, now, ledgerParts }: ReconcilingDeps) {
  /** Hours in which events of an hour may have arrived: up to two later, as far as there have been any. */
  const arrivalsOf = (start: number): string[] =>
    [0, 1, 2]
      .map((later) => start + later * HOUR_MS)
      .filter((at) => at <= now())
      .map(hourOf);

  async function* auditedIn(hour: string): AsyncGenerator<{ readonly event: AuditEvent; readonly entry: Entry }> {
    for await (const event of audit.events(hour, arrivalsOf(startOf(hour))))
      if (told.has(event.action)) yield { event, entry: { id: event.id, digest: digestOf(event) } };
  }

  /** @param hour in UTC, such as `2026-11-28T22` */
  return async function reconcile(hour: string): Promise<Reconciled> {
    const [tabled, audited] = [new Account(), new Account()];
    const ledger = new Ledger(startOf(hour), ledgerParts);
    for await (const entry of table.entries(hour)) tabled.add(entry);
    for await (const { event, entry } of auditedIn(hour)) {
      audited.add(entry);
      enter(ledger, event);
    }
    const differing = tabled.differing(audited);
    const looked = differing.slice(0, MOST_CELLS);
    const named = looked.length === 0 ? [] : await compareCells(hour, new Set(looked));
    const counts = { hour, tabled: tabled.count, audited: audited.count };
    const passedOver = differing.length - looked.length;
    // What the audit lacks would be gaps in the ledger, too, and say no more.
    if (passedOver > 0 || named.some(({ kind }) => kind === 'missing')) {
      return { ...counts, findings: named, faults: named.filter(isFault).length + passedOver };
    }
    const histories = [...ledger.histories];
    const findings = [...named, ...ledger.check(await table.versions(histories))];
    return { ...counts, histories: histories.length, findings, faults: findings.filter(isFault).length };
  };

  async function compareCells(hour: string, cells: ReadonlySet<number>): Promise<Finding[]> {
    const isLookedAt = ({ id }: Entry) => cells.has(cellOf(id));
    const [tabled, audited]: [Entry[], Entry[]] = [[], []];
    const parts = [...new Set([...cells].map(partOf))];
    for await (const entry of table.entries(hour, parts)) if (isLookedAt(entry)) tabled.push(entry);
    for await (const { entry } of auditedIn(hour)) if (isLookedAt(entry)) audited.push(entry);
    return compare(tabled, audited);
  }
}

/** @throws Error for what is no hour */
export function startOf(hour: string): number {
  const start = Date.parse(`${hour}:00:00.000Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d$/.test(hour) || Number.isNaN(start))
    throw new Error(`"${hour}" is no hour: expected one in UTC such as 2026-11-28T22`);
  return start;
}

/** What an event says about versions of histories. */
function enter(ledger: Ledger, { id, action, actor, time, details }: AuditEvent): void {
  const at = Date.parse(time);
  if (action === 'feedback.learnt') {
    const taught = JSON.parse(String(details.taught)) as readonly { history: string; version: number }[];
    for (const { history, version } of taught) ledger.add(history, { id, version, at });
  }
  if (action !== 'decision.made') return;
  const payment = JSON.parse(String(details.payment)) as Readonly<Record<EntityKind, string>>;
  const counted = JSON.parse(String(details.counted)) as readonly {
    kind: EntityKind;
    shard: number;
    version: number;
  }[];
  for (const { kind, shard, version } of counted) {
    if (!entityKinds.includes(kind)) throw new Error(`A decision counts in the history of a ${kind}`);
    ledger.add(historyKey(actor.org, { kind, id: payment[kind] }, shard).pk, { id, version, at });
  }
}
