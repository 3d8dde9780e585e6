import type { EdgeKind } from '../graph/graph';
import type { Owners } from '../model/owners';
import type { References } from '../model/references';
import type { Resource } from '../model/resource';

/** Something that goes from one resource to another, or to a service that has none in the template. */
export interface Flow {
  readonly from: Resource;
  readonly to: Resource | CalledService;
  readonly kind: EdgeKind;
  readonly label?: string;
}

/** A service that is called without a resource of the template, such as a model of Bedrock. */
export interface CalledService {
  readonly prefix: string;
  /** Models, or other things of it, that are named. */
  readonly names: readonly string[];
}

/** A line about a resource that is no flow, such as its schedule. */
export interface Note {
  readonly about: Resource;
  readonly text: string;
}

export interface Context {
  readonly owners: Owners;
  readonly references: References;
}

export const isResource = (what: Resource | CalledService): what is Resource => 'key' in what;
