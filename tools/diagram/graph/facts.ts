import type { Assembly } from '../../assembly';
import { type Grant, readGrants } from '../access/grants';
import { dataFlows } from '../flows/data';
import { eventFlows, scheduleNotes } from '../flows/events';
import type { Flow, Note } from '../flows/flow';
import { requestFlows } from '../flows/requests';
import { type Model, readModel } from '../model/model';
import { Owners } from '../model/owners';
import { References } from '../model/references';

/** All that pictures and tables are made from, read once. */
export interface Facts {
  readonly model: Model;
  readonly references: References;
  readonly owners: Owners;
  readonly grants: readonly Grant[];
  readonly flows: readonly Flow[];
  readonly notes: readonly Note[];
}

export function readFacts(assembly: Assembly, tag?: string): Facts {
  const model = readModel(assembly, tag);
  const references = new References(model);
  const owners = new Owners(model, references);
  const context = { owners, references };
  const grants = readGrants(owners, references);
  const events = eventFlows(context);
  const delivered = new Set(events.flatMap(({ from, to }) => ('key' in to ? [`${from.key} ${to.key}`] : [])));
  // A service that delivers needs permissions for it: its reading of the source, and its writing to the target.
  const isDelivery = ({ from, to, kind }: Flow) =>
    'key' in to &&
    (delivered.has(`${from.key} ${to.key}`) || (kind === 'read' && delivered.has(`${to.key} ${from.key}`)));
  const granted = dataFlows(grants, context).filter((flow) => !isDelivery(flow));
  const flows = [...requestFlows(context), ...events, ...granted];
  return { model, references, owners, grants, flows, notes: scheduleNotes(context) };
}
