import { createCurrent } from '../shared/current-of-org';
import type { RulesStore } from './adapters/rules-store';
import { defaultRules } from './domain/rules/default-rules';
import { type CompiledRules, compileRules } from './domain/rules/evaluate';
import type { Compile } from './domain/rules/expression';

export interface CurrentRulesDeps {
  readonly store: Pick<RulesStore, 'current'>;
  /** Made when it is first needed. */
  readonly compile: () => Compile;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told when rules could not be read or understood; those that were known last then hold. */
  readonly onError: (error: unknown) => void;
}

/** Gives the rules of an organisation, compiled: its own, or the default ones where it has none. */
export function createCurrentRules({ store, compile, now, onError }: CurrentRulesDeps) {
  let compiledDefaults: CompiledRules | undefined;
  /** Not at the start, of which they would be a large part: the first request waits for its store meanwhile. */
  const defaults = () => {
    compiledDefaults ??= compileRules(defaultRules, compile());
    return compiledDefaults;
  };
  return createCurrent<CompiledRules>({
    async read(org) {
      const rules = await store.current(org);
      return rules ? compileRules(rules, compile()) : defaults();
    },
    initial: defaults,
    now,
    onError,
  });
}
