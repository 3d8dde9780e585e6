import { authoredRules } from '../../lambdas/fraud/domain/api/rules';
import { featureNames } from '../../lambdas/fraud/domain/features/features-of';
import { defaultRules } from '../../lambdas/fraud/domain/rules/default-rules';
import { type CompiledRules, compileRules } from '../../lambdas/fraud/domain/rules/evaluate';
import { createExpressions, streamNamesIn } from '../../lambdas/fraud/domain/rules/expression';
import { type RuleSet, ruleSetSchema } from '../../lambdas/fraud/domain/rules/rule';
import type { AuditEvent } from '../../lambdas/shared/domain/audit-event';

/** @returns undefined for a version that is not at hand */
export type FindRules = (org: string, version: number) => Promise<CompiledRules | undefined>;

/** Rules of organisations by version, each compiled once. */
export class RuleBook {
  private readonly compile = createExpressions(featureNames);
  private readonly known = new Map<string, CompiledRules>();
  private readonly defaults = compileRules(defaultRules, this.compile);

  /** Takes in rules that an event tells of; other events say nothing. */
  learn({ action, actor, details }: AuditEvent): void {
    if (action !== 'rules.approved') return;
    const rules: unknown = JSON.parse(String(details.rules));
    this.add(actor.org, ruleSetSchema.parse({ version: details.version, rules }));
  }

  add(org: string, { version, rules }: RuleSet): CompiledRules {
    const named = rules.flatMap(({ when }) => streamNamesIn(when));
    const compile = named.length > 0 ? createExpressions(featureNames, [...new Set(named)]) : this.compile;
    const compiled = compileRules({ version, rules }, compile);
    this.known.set(`${org} ${version}`, compiled);
    return compiled;
  }

  /** @param ask where else they may be had */
  finder(ask: (org: string, version: number) => Promise<unknown> = async () => undefined): FindRules {
    return async (org, version) => {
      if (version === 0) return this.defaults;
      const known = this.known.get(`${org} ${version}`);
      if (known) return known;
      const answer = await ask(org, version);
      return answer === undefined ? undefined : this.add(org, authoredRules.parse(answer));
    };
  }
}
