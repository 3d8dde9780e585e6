import type { Compile, Condition, Facts } from './expression';
import type { Rule, RuleSet } from './rule';

/** A set of rules that is ready to be asked. */
export interface CompiledRules {
  readonly version: number;
  readonly rules: readonly { readonly rule: Rule; readonly holds: Condition }[];
}

/** Rules whose condition held, in the order of their set. */
export interface Verdict {
  readonly version: number;
  readonly live: readonly Rule[];
  readonly shadow: readonly Rule[];
  /** Live rules that could not be computed, such as for a division by 0: a payment that one is for is looked at by a person. */
  readonly failed: readonly Rule[];
}

/** @throws ExpressionError that names the first rule which cannot be read */
export function compileRules({ version, rules }: RuleSet, compile: Compile): CompiledRules {
  return { version, rules: rules.map((rule) => ({ rule, holds: compile(rule.when) })) };
}

/** Asks every rule; work grows with their number alone. */
export function askRules({ version, rules }: CompiledRules, facts: Facts): Verdict {
  const verdict = { version, live: [] as Rule[], shadow: [] as Rule[], failed: [] as Rule[] };
  for (const { rule, holds } of rules) {
    try {
      if (holds(facts)) verdict[rule.mode].push(rule);
    } catch {
      if (rule.mode === 'live') verdict.failed.push(rule);
    }
  }
  return verdict;
}
