import { randomOf } from '../../random';
import { type Category, categories } from './categories';
import { clean } from './clean';
import { gaps } from './gaps';
import { violations } from './violations';

/** What a template is for; no template is for two of them. */
export const roles = ['train', 'calibrate', 'test'] as const;
export type Role = (typeof roles)[number];

export interface LabelledText {
  readonly text: string;
  /** The rule that it breaks, if any. */
  readonly category: Category | undefined;
  /** The sentence that it was made of, without what is around it. */
  readonly template: string;
}

export interface TextsOptions {
  readonly role: Role;
  readonly seed: number;
  /** Texts of each category; five times as many that break no rule. */
  readonly count: number;
  /** Gaps are filled from the last third of their lists, which nothing is trained with. */
  readonly unseenWords?: boolean;
  /** Clean sentences around each text; by default up to two, as chance has it. */
  readonly around?: number;
}

/** Which of ten neighbouring templates are for what: half to train with, a fifth to calibrate with, the rest to test with. */
const turns: readonly Role[] = [
  ...(['train', 'test', 'train', 'calibrate', 'train'] as const),
  ...(['test', 'train', 'calibrate', 'train', 'test'] as const),
];
const templatesFor = (role: Role, templates: readonly string[]): string[] =>
  templates.filter((_, index) => turns[index % turns.length] === role);

/** Texts that are known to break a rule, or none: sentences of templates with others around them. The same for the same options. */
export function labelledTexts({ role, seed, count, unseenWords = false, around }: TextsOptions): LabelledText[] {
  const random = randomOf(seed);
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  const fine = templatesFor(role, clean);
  const wordsOf = (gap: string) => {
    const list = gaps[gap] ?? [];
    const seen = Math.ceil((2 * list.length) / 3);
    return unseenWords ? list.slice(seen) : list.slice(0, seen);
  };
  const filled = (template: string) => template.replace(/\{(\w+)\}/g, (_, gap: string) => pick(wordsOf(gap)));

  function textOf(template: string): string {
    const others = Array.from({ length: around ?? Math.floor(3 * random()) }, () => filled(pick(fine)));
    others.splice(Math.floor(random() * (others.length + 1)), 0, filled(template));
    const text = others.map((sentence) => sentence + pick(['.', '.', '!', '', '...'])).join(' ');
    const drawn = random();
    return drawn < 0.1 ? text.toLowerCase() : drawn < 0.15 ? text.toUpperCase() : text;
  }

  const of = (category: Category | undefined, templates: readonly string[], texts: number): LabelledText[] =>
    Array.from({ length: texts }, () => {
      const template = pick(templates);
      return { text: textOf(template), category, template };
    });
  return [
    ...categories.flatMap((category) => of(category, templatesFor(role, violations[category]), count)),
    ...of(undefined, fine, categories.length * count),
  ];
}
