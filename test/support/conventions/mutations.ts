import { type Located, place, property, resources } from '../template';
import { isStream, source } from './events';
import type { StageView } from './rule';

type Properties = Readonly<Record<string, unknown>>;

/** One setting of a reader that is flipped, or of the queue that it reads. */
interface Mutation {
  readonly name: string;
  readonly of: 'streams' | 'queues' | 'both';
  /** @default the mapping itself */
  readonly on?: 'source';
  /** Whether there is something to flip. @default always */
  readonly where?: (target: Located) => boolean;
  readonly change: (properties: Properties) => Properties;
}

const without = (name: string): Pick<Mutation, 'where' | 'change'> => ({
  where: (target) => property(target, name) !== undefined,
  change: ({ [name]: _, ...rest }) => rest,
});
const set = (changes: Properties): Pick<Mutation, 'change'> => ({ change: (all) => ({ ...all, ...changes }) });

/** Everything that keeps one record from holding up others, or from being lost. */
const mutations: readonly Mutation[] = [
  { name: 'says nothing of single failures', of: 'both', ...set({ FunctionResponseTypes: [] }) },
  { name: 'tries for ever', of: 'streams', ...set({ MaximumRetryAttempts: -1 }) },
  { name: 'leaves the number of tries to Lambda', of: 'streams', ...without('MaximumRetryAttempts') },
  { name: 'tries whatever the age', of: 'streams', ...set({ MaximumRecordAgeInSeconds: -1 }) },
  { name: 'leaves the age to Lambda', of: 'streams', ...without('MaximumRecordAgeInSeconds') },
  { name: 'never halves a batch', of: 'streams', ...set({ BisectBatchOnFunctionError: false }) },
  { name: 'forgets what fails', of: 'streams', ...without('DestinationConfig') },
  { name: 'tells no metric of what fails', of: 'streams', ...without('MetricsConfig') },
  { name: 'has no bound for a shard', of: 'streams', ...without('ParallelizationFactor') },
  { name: 'has no bound on a queue', of: 'queues', ...without('ScalingConfig') },
  { name: 'has no bound on its pollers', of: 'queues', ...without('ProvisionedPollerConfig') },
  { name: 'has no dead-letter queue', of: 'queues', on: 'source', ...without('RedrivePolicy') },
  { name: 'is hidden for less than it is worked on', of: 'queues', on: 'source', ...set({ VisibilityTimeout: 0 }) },
];

/** A stage in which one setting of one reader is flipped. */
export interface Mutant {
  readonly name: string;
  readonly view: StageView;
}

/** Every reader of a stage with every one of its settings flipped, one at a time. */
export const mutantsOf = (view: StageView): Mutant[] =>
  resources(view.stacks, 'AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
    const read = source(view, mapping);
    const kind = isStream(read) ? 'streams' : 'queues';
    return mutations.flatMap(({ name, of, on, where = () => true, change }) => {
      const target = on === 'source' ? read : mapping;
      if ((of !== 'both' && of !== kind) || !target || !where(target)) return [];
      return [{ name: `${place(target)} ${name}`, view: withChanged(view, target, change) }];
    });
  });

function withChanged(view: StageView, { stack, id, resource }: Located, change: Mutation['change']): StageView {
  const changed = { ...resource, Properties: change(resource.Properties ?? {}) };
  const stacks = view.stacks.map((each) =>
    each.name === stack.name
      ? { ...each, template: { ...each.template, Resources: { ...each.template.Resources, [id]: changed } } }
      : each,
  );
  return { ...view, stacks };
}
