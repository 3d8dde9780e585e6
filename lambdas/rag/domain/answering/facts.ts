const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const DAY = '(\\d{1,2})(?:st|nd|rd|th)?';
const YEAR = '(\\d{4})';

const ISO = /\b(\d{4})-(\d\d)(?:-(\d\d))?\b/g;
const DAY_MONTH = new RegExp(`\\b${DAY}\\.? (?:of )?${MONTH}(?:,? ${YEAR})?\\b`, 'gi');
const MONTH_DAY = new RegExp(`\\b${MONTH} ${DAY}(?:,? ${YEAR})?(?!\\d)\\b`, 'gi');
const MONTH_YEAR = new RegExp(`\\b${MONTH},? ${YEAR}\\b`, 'gi');
const NUMBER = /\d+(?:[.,:]\d+)*/g;

/** From two on: "one" mostly stands for something else. */
const NUMBER_WORDS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');
const MULTIPLES = new Map(
  Object.entries({ fifteen: 15, twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, ninety: 90, hundred: 100 }),
);

/**
 * Numbers and dates of a text, each in one spelling: `1,000` and `1000`, `three` and `3`, `5 March 2024` and `2024-03-05` are the
 * same. A date says its parts, and which of them belong together.
 */
export function factsOf(text: string): ReadonlySet<string> {
  const facts = new Set<string>();
  const date = (year: string | undefined, month: number, day: string | undefined) => {
    facts.add(`month ${month}`);
    if (day) facts.add(numberOf(day)).add(`day ${month}-${Number(day)}`);
    if (year) facts.add(year).add(`month ${year}-${month}`);
    return ' ';
  };
  const rest = text
    .replace(/\s+/g, ' ')
    .replace(ISO, (_, year, month, day) => date(year, Number(month), day))
    .replace(DAY_MONTH, (_, day, month, year) => date(year, monthOf(month), day))
    .replace(MONTH_DAY, (_, month, day, year) => date(year, monthOf(month), day))
    .replace(MONTH_YEAR, (_, month, year) => date(year, monthOf(month), undefined));
  for (const [number] of rest.matchAll(NUMBER)) facts.add(numberOf(number));
  for (const word of rest.toLowerCase().match(/[a-z]+/g) ?? []) {
    const value = MULTIPLES.get(word) ?? NUMBER_WORDS.indexOf(word);
    if (value >= 2) facts.add(String(value));
  }
  return facts;
}

const monthOf = (name: string): number =>
  MONTHS.findIndex((month) => month.startsWith(name.slice(0, 3).toLowerCase())) + 1;

/** A comma before three digits groups them; zeros at either end say nothing. */
function numberOf(text: string): string {
  const plain = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text;
  return /^\d+(?:\.\d+)?$/.test(plain) ? String(Number(plain)) : plain;
}
