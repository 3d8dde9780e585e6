const topics = {
  'annual leave': ['leave', 'holidays', 'the team calendar', 'a colleague who covers'],
  'business travel': ['fares', 'hotels', 'daily allowances', 'the travel portal'],
  'information security': ['passwords', 'laptops', 'visitors', 'the incident line'],
  'laboratory safety': ['gloves', 'solvents', 'fume hoods', 'the emergency shower'],
  procurement: ['quotations', 'suppliers', 'purchase orders', 'the approval of the budget'],
  'machine maintenance': ['bearings', 'lubrication', 'vibration readings', 'the spare parts store'],
  onboarding: ['accounts', 'badges', 'the first week', 'a mentor'],
  'customer support': ['tickets', 'refunds', 'response times', 'the escalation list'],
} as const;

const subjects = [
  'Every department',
  'The manager on duty',
  'Whoever is responsible',
  'A new employee',
  'The works council',
  'Our branch office',
];
const verbs = ['checks', 'records', 'plans', 'reviews', 'orders', 'reports on', 'asks about', 'agrees on'];
const times = [
  'at the end of each month',
  'before the work begins',
  'within two working days',
  'once a quarter',
  'as soon as it is known',
  'after the meeting on Monday',
];
const reasons = [
  'so that nothing is forgotten when people change',
  'because auditors ask for it every year',
  'which has saved us a good deal of trouble in the past',
  'unless the head of the department has decided otherwise',
  'and keeps a copy for three years',
];
const places = [
  'Arden',
  'Belmont',
  'Corvin',
  'Dunmore',
  'Elsmere',
  'Farrow',
  'Glenhaven',
  'Hartley',
  'Inverlea',
  'Juniper',
  'Kestrel',
  'Larkfield',
];
const things = [
  'archive',
  'boiler room',
  'depot',
  'greenhouse',
  'kiosk',
  'loading bay',
  'observatory',
  'pump house',
  'reading room',
  'workshop',
];
const colours = ['amber', 'cobalt', 'crimson', 'emerald', 'indigo', 'ivory', 'ochre', 'scarlet', 'turquoise', 'violet'];

/** A document's words before they have a format. */
export interface Draft {
  readonly title: string;
  /** In this document and in no other. */
  readonly sentence: string;
  /** What asks for that sentence in other words. */
  readonly question: string;
  readonly sections: readonly { readonly heading: string; readonly paragraphs: readonly string[] }[];
}

/**
 * A document about one of several subjects, with one sentence in its midst that is in no other.
 *
 * @param isShort it has one paragraph, and not a page or more
 */
export function draft(number: number, random: () => number, isShort = false): Draft {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const topic = pick(Object.keys(topics) as (keyof typeof topics)[]);
  const sentenceAbout = () =>
    `${pick(subjects)} ${pick(verbs)} ${pick(topics[topic])} ${pick(times)}, ${pick(reasons)}.`;
  const paragraph = () => Array.from({ length: 3 + Math.floor(random() * 5) }, sentenceAbout).join(' ');
  const place = `${places[number % places.length]} ${things[Math.floor(number / places.length) % things.length]}`;
  const code = `${1000 + number}`;
  const sentence = `The key to the ${place} has a ${pick(colours)} tag with the number ${code}.`;
  const sections = Array.from({ length: isShort ? 1 : 2 + Math.floor(random() * 4) }, (_, at) => ({
    heading: `${at + 1}. ${pick(['Purpose', 'Scope', 'Duties', 'Procedure', 'Exceptions', 'Records'])} of ${topic}`,
    paragraphs: Array.from({ length: isShort ? 1 : 1 + Math.floor(random() * 4) }, paragraph),
  }));
  const chosen = Math.floor(random() * sections.length);
  return {
    title: `Guideline ${code} on ${topic}`,
    sentence,
    question: `Which tag is on the key to the ${place}?`,
    sections: sections.map((section, at) =>
      at === chosen
        ? { ...section, paragraphs: [...section.paragraphs, `${sentenceAbout()} ${sentence} ${sentenceAbout()}`] }
        : section,
    ),
  };
}
