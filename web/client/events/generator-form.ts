import { type Mix, mixes } from './event-source';

/** What a person typed in to have events generated. */
export interface GeneratorForm {
  readonly rate: string;
  readonly mix: Mix;
  /** In percent of all events. */
  readonly duplicates: string;
  readonly late: string;
  readonly poison: string;
  readonly seed: string;
}

export interface GeneratorSettings {
  /** Events a second. */
  readonly rate: number;
  readonly mix: Mix;
  readonly seed: number;
  /** Parts of all events, from 0 to 1. */
  readonly shares: Readonly<Record<'duplicates' | 'late' | 'poison', number>>;
}

export const firstForm: GeneratorForm = {
  rate: '50',
  mix: 'both',
  duplicates: '5',
  late: '5',
  poison: '1',
  seed: '1',
};

export const mixWords: Readonly<Record<Mix, string>> = {
  clickstream: 'What people do',
  content: 'Texts to moderate',
  both: 'Both',
};
export const mixOptions = mixes.map((value) => ({ value, label: mixWords[value] }));

/** A page is no load test: one browser would measure itself. */
const MOST_RATE = 500;

export type FormProblems = Partial<Record<keyof GeneratorForm, string>>;

/** What is to be generated; else what is wrong, by field. */
export function settingsOf(
  form: GeneratorForm,
): { readonly settings: GeneratorSettings } | { readonly problems: FormProblems } {
  const problems: FormProblems = {};
  const number = (name: 'rate' | 'seed', least: number, most: number): number => {
    const value = Number(form[name]);
    if (!/^\d+$/.test(form[name]) || value < least || value > most)
      problems[name] = `A whole number from ${least} to ${most}`;
    return value;
  };
  const percent = (name: 'duplicates' | 'late' | 'poison'): number => {
    const value = Number(form[name]);
    if (!/^\d*\.?\d+$/.test(form[name]) || value > 100) problems[name] = 'A number from 0 to 100';
    return value / 100;
  };
  const settings: GeneratorSettings = {
    rate: number('rate', 1, MOST_RATE),
    mix: form.mix,
    seed: number('seed', 0, 999_999_999),
    shares: { duplicates: percent('duplicates'), late: percent('late'), poison: percent('poison') },
  };
  const { duplicates, late, poison } = settings.shares;
  if (Object.keys(problems).length === 0 && duplicates + late + poison > 1)
    problems.poison = 'Duplicates, late and unknown ones are more than 100 % together';
  return Object.keys(problems).length > 0 ? { problems } : { settings };
}
