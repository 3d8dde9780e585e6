/**
 * Labels of Rekognition's moderation, version 7, by their levels: with a label it gives those above it too.
 * @see https://docs.aws.amazon.com/rekognition/latest/dg/moderation-api.html
 */
const taxonomy: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Explicit: {
    'Explicit Nudity': [
      ...['Exposed Male Genitalia', 'Exposed Female Genitalia', 'Exposed Buttocks or Anus', 'Exposed Female Nipple'],
    ],
    'Explicit Sexual Activity': [],
    'Sex Toys': [],
  },
  'Non-Explicit Nudity of Intimate parts and Kissing': {
    'Non-Explicit Nudity': [
      ...['Bare Back', 'Exposed Male Nipple', 'Partially Exposed Buttocks', 'Partially Exposed Female Breast'],
      'Implied Nudity',
    ],
    'Obstructed Intimate Parts': ['Obstructed Female Nipple', 'Obstructed Male Genitalia'],
    'Kissing on the Lips': [],
  },
  'Swimwear or Underwear': { 'Female Swimwear or Underwear': [], 'Male Swimwear or Underwear': [] },
  Violence: {
    Weapons: [],
    'Graphic Violence': [
      ...['Weapon Violence', 'Physical Violence', 'Self-Harm', 'Blood & Gore', 'Explosions and Blasts'],
    ],
  },
  'Visually Disturbing': { 'Death and Emaciation': ['Emaciated Bodies', 'Corpses'], Crashes: ['Air Crash'] },
  'Drugs & Tobacco': { Products: ['Pills'], 'Drugs & Tobacco Paraphernalia & Use': ['Smoking'] },
  Alcohol: { 'Alcohol Use': ['Drinking'], 'Alcoholic Beverages': [] },
  'Rude Gestures': { 'Middle Finger': [] },
  Gambling: {},
  'Hate Symbols': { 'Nazi Party': [], 'White Supremacy': [], Extremist: [] },
};

const names: ReadonlySet<string> = new Set(
  Object.entries(taxonomy).flatMap(([name, below]) => [name, ...Object.entries(below).flat(2)]),
);

export const isLabel = (name: string): boolean => names.has(name);
