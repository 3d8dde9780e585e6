import type { Assembly } from '../../assembly';
import { type Grant, readGrants } from '../access/grants';
import { dataFlows } from '../flows/data';
import { eventFlows, scheduleNotes } from '../flows/events';
import { type Flow, isResource, type Note } from '../flows/flow';
import { requestFlows } from '../flows/requests';
import { type Model, readModel } from '../model/model';
import { Owners } from '../model/owners';
import { References } from '../model/references';
import type { Resource } from '../model/resource';
import { helpers } from './helpers';

/** All that pictures and tables are made from, read once. */
export interface Facts {
  readonly model: Model;
  readonly references: References;
  readonly owners: Owners;
  readonly flows: readonly Flow[];
  /** Flows that begin or end in a part. */
  flowsOf(part: string): readonly Flow[];
  /** Flows that begin or end at a resource. */
  flowsAt(resource: Resource): readonly Flow[];
  /** What resources of a part may do. */
  grantsOf(part: string): readonly Grant[];
  /** What is said at a resource besides its name, such as its schedule. */
  notesOf(resource: Resource): readonly string[];
  /** Keys of what takes no part in the work. */
  readonly helpers: ReadonlySet<string>;
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
  return {
    model,
    references,
    owners,
    flows,
    helpers: helpers(model, owners, flows),
    ...indexed(flows, grants, scheduleNotes(context)),
  };
}

/** Makes what is asked of each part and each resource a look-up. */
function indexed(flows: readonly Flow[], grants: readonly Grant[], notes: readonly Note[]) {
  const ofPart = new Map<string, Flow[]>();
  const atResource = new Map<string, Flow[]>();
  for (const flow of flows) {
    const ends = [flow.from, flow.to].filter(isResource);
    for (const part of new Set(ends.map((end) => end.part))) add(ofPart, part, flow);
    for (const key of new Set(ends.map((end) => end.key))) add(atResource, key, flow);
  }
  const held = Map.groupBy(grants, ({ who }) => (typeof who === 'string' ? '' : who.part));
  const about = Map.groupBy(notes, (note) => note.about.key);
  return {
    flowsOf: (part: string) => ofPart.get(part) ?? [],
    flowsAt: ({ key }: Resource) => atResource.get(key) ?? [],
    grantsOf: (part: string) => held.get(part) ?? [],
    notesOf: ({ key }: Resource) => about.get(key)?.map(({ text }) => text) ?? [],
  };
}

function add<Value>(into: Map<string, Value[]>, key: string, value: Value): void {
  const known = into.get(key);
  if (known) known.push(value);
  else into.set(key, [value]);
}
