import type { RulesStore } from './adapters/rules-store';
import { defaultRules } from './domain/rules/default-rules';
import { type CompiledRules, compileRules } from './domain/rules/evaluate';
import type { Compile } from './domain/rules/expression';

/** Milliseconds for which rules are taken from memory: new ones hold everywhere after that. */
const CACHE_MS = 5_000;

/** Organisations whose rules are kept ready. */
const MOST_ORGS = 1_000;

export interface CurrentRulesDeps {
  readonly store: Pick<RulesStore, 'current'>;
  /** Made when it is first needed. */
  readonly compile: () => Compile;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told when rules could not be read or understood; those that were known last then hold. */
  readonly onError: (error: unknown) => void;
}

/**
 * Gives the rules of an organisation, compiled, from memory where they are fresh. When new ones cannot be had, the last known ones
 * hold; where there are none, the default ones do: a payment is not left without rules.
 */
export function createCurrentRules({ store, compile, now, onError }: CurrentRulesDeps) {
  let compiledDefaults: CompiledRules | undefined;
  /** Not at the start, of which they would be a large part: the first request waits for its store meanwhile. */
  const defaults = () => {
    compiledDefaults ??= compileRules(defaultRules, compile());
    return compiledDefaults;
  };
  const known = new Map<string, { readonly readAt: number; readonly rules: CompiledRules }>();

  async function read(org: string, before: CompiledRules): Promise<CompiledRules> {
    try {
      const rules = await store.current(org);
      return rules ? compileRules(rules, compile()) : defaults();
    } catch (error) {
      onError(error);
      return before;
    }
  }

  return async function rulesOf(org: string): Promise<CompiledRules> {
    const cached = known.get(org);
    if (cached && now() - cached.readAt < CACHE_MS) return cached.rules;
    const rules = await read(org, cached?.rules ?? defaults());
    known.delete(org);
    known.set(org, { readAt: now(), rules });
    for (const oldest of known.keys()) {
      if (known.size <= MOST_ORGS) break;
      known.delete(oldest);
    }
    return rules;
  };
}
