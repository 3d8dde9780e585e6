import type { Family } from '../model/catalogue';

/** Columns of a picture, from left to right: the way a request and its data take. */
export const columns = [
  'Clients and edge',
  'APIs',
  'Requests',
  'Queues and streams',
  'Workers',
  'Data and models',
] as const;
export type Column = number;

export interface Node {
  /** Key of its resource, or a name of its own; of several resources, that of the first. */
  readonly id: string;
  readonly service: string;
  readonly family: Family;
  readonly names: readonly string[];
  /** What else is worth a line: dead letters, a schedule, replicas. */
  readonly notes: readonly string[];
  readonly column: Column;
  /** The part it belongs to, where that is not the part the picture is of. */
  readonly outside?: string;
  /** How many resources it stands for. */
  readonly count: number;
}

/**
 * `request`: a synchronous call. `event`: delivery by a service. `read`, `write`, `both`: data between what computes and what
 * stores. `permission` moves no data of the workload: keys, logs; tables list it and pictures leave it out.
 */
export type EdgeKind = 'request' | 'event' | 'read' | 'write' | 'both' | 'permission';

export interface Edge {
  /** For data, what computes; otherwise where the call or event comes from. */
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly label?: string;
  /** Number of a store that so many boxes work with that it is named in them, in place of a line to it. */
  readonly mark?: number;
}

export interface Graph {
  readonly title: string;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  /** What the picture leaves out, by type: counts. */
  readonly folded: Readonly<Record<string, number>>;
}

export const edgeId = ({ from, to, kind }: Edge): string => `${from} ${kind} ${to}`;
