import type { StackTemplate, StageFacts, TemplateResource } from '../stages';
import { type Located, place } from '../template';

/** What a rule sees: the stacks of one stage, and what the stage promises. */
export interface StageView {
  readonly stacks: readonly StackTemplate[];
  /** Names of the stage's designs. */
  readonly designs: readonly string[];
  /** Nothing idle may cost much: no NAT, nothing provisioned, nothing reserved. */
  readonly idlesCheaply: boolean;
  /** Data outlives its stacks. */
  readonly keepsData: boolean;
}

/** What rules see of a stage that was synthesized. */
export function viewOf(
  { stacks, designs, keepsData }: StageFacts,
  { idlesCheaply }: Pick<StageView, 'idlesCheaply'>,
): StageView {
  return { stacks, designs, keepsData, idlesCheaply };
}

/** Something that must hold for every template of every stage. */
export interface Rule {
  readonly name: string;
  /** What breaks the rule, in words that name stack, resource and problem; empty when it holds. */
  check(view: StageView): readonly string[];
  /** A stage that breaks the rule, to show that it can be broken. */
  readonly broken: StageView;
}

export function finding(where: Located, problem: string): string {
  return `${place(where)}: ${problem}`;
}

/** A stage of one stack `dev-x` with these resources, for rules' own counterexamples. */
export function stageOf(
  resources: Readonly<Record<string, TemplateResource>>,
  view: Partial<StageView> = {},
): StageView {
  return {
    stacks: [{ name: 'dev-x', region: 'us-east-1', template: { Resources: resources } }],
    designs: [],
    idlesCheaply: false,
    keepsData: false,
    ...view,
  };
}
