import type { StackTemplate, SynthesizedStage } from './stages';
import { identityStatements, type Located, list, property, referenced, resources, type Statement } from './template';

const ownLog = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** The name by which a test knows what a policy names. @throws Error for what no function of the design should reach */
export type TargetOf<Target extends string> = (
  stacks: readonly StackTemplate[],
  stack: StackTemplate,
  resource: unknown,
) => Target;

/** What each function of a stack may do, by its construct's path in the stack; its own log and traces left out. */
export function granted<Target extends string>(
  { stacks }: SynthesizedStage,
  name: string,
  targetOf: TargetOf<Target>,
): Record<string, Partial<Readonly<Record<Target, readonly string[]>>>> {
  const stack = stacks.find((candidate) => candidate.name === name);
  if (!stack) throw new Error(`no stack ${name}`);
  return Object.fromEntries(
    stack.functions.map(({ path, role }) => {
      const found = new Map<Target, Set<string>>();
      for (const { statement, from } of statementsOf(stacks, stack, role)) {
        if (JSON.stringify(statement.Action) === JSON.stringify(ownLog)) continue;
        for (const resource of list(statement.Resource)) {
          const target = targetOf(stacks, from, resource);
          found.set(target, new Set([...(found.get(target) ?? []), ...list(statement.Action).map(String)]));
        }
      }
      const actions: Partial<Record<Target, readonly string[]>> = {};
      for (const [target, those] of found) actions[target] = [...those].sort();
      return [path, actions];
    }),
  );
}

interface Given {
  readonly statement: Statement;
  /** Stack that the statement's references are of. */
  readonly from: StackTemplate;
}

/** Of the role's own policies, and of those made for it elsewhere but for the one that every function has. */
function statementsOf(stacks: readonly StackTemplate[], stack: StackTemplate, role: string): readonly Given[] {
  const own = resources([stack], 'AWS::IAM::Policy').filter((policy) =>
    list(property(policy, 'Roles')).some((of) => referenced([stack], stack, of)?.id === role),
  );
  const shared = resources([stack], 'AWS::IAM::Role')
    .filter(({ id }) => id === role)
    .flatMap((place) => list(property(place, 'ManagedPolicyArns')))
    .map((arn) => referenced(stacks, stack, arn))
    .filter((policy): policy is Located => policy !== undefined && !policy.id.startsWith('FunctionPolicy'));
  return [...own, ...shared].flatMap((policy) =>
    identityStatements(policy).map((statement) => ({ statement, from: policy.stack })),
  );
}
