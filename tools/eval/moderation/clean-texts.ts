import type { Chance } from './random';

/** Words for the gaps of the sentences below. */
const words: Readonly<Record<string, readonly string[]>> = {
  person: [
    'my sister',
    'our neighbour',
    'Ms. Okafor',
    'the new coach',
    'grandpa',
    'Dr. Lindqvist',
    'a friend from school',
    "Aoife's team",
    'José',
    'the librarian',
  ],
  thing: [
    'bicycle',
    'sourdough starter',
    'telescope',
    'guitar',
    'greenhouse',
    'camera lens',
    'coffee grinder',
    'tent',
    'chess set',
    'rain jacket',
    'keyboard',
    'bookshelf',
  ],
  place: [
    'the harbour',
    'Essex',
    'Scunthorpe',
    'the old mill',
    'São Paulo',
    'Penistone',
    'the night market',
    'Lake Bled',
    'platform 9',
    'Kraków',
    'Viagrande',
  ],
  good: [
    'lovely',
    'surprisingly good',
    'well worth it',
    'so much better than last year',
    'fantastic',
    'a bit cold but fun',
    'first-class',
  ],
  verb: ['repair', 'paint', 'assemble', 'clean', 'photograph', 'restore', 'measure', 'wrap', 'pack'],
  time: [
    'yesterday',
    'at 7:30',
    'on Saturday',
    'in 1998',
    'last summer',
    'before breakfast',
    'on 12/03/2024',
    'for 45 minutes',
  ],
  topic: [
    'the assessment',
    'class assignments',
    'analysis of rainfall',
    'the specialist appointment',
    'cryptography homework',
    'the alphabet song',
    'socialist history',
    'method acting',
    'scampi recipes',
    'loanwords in Finnish',
  ],
  emoji: ['🙂', '🎉', '❤️', '👍🏽', '☕', '🌧️', '👩‍🍳', '🇳🇱'],
};

const ordinary: readonly string[] = [
  'Went to {place} with {person} {time} and it was {good} {emoji}',
  'Does anyone know how to {verb} a {thing}? Mine broke {time}.',
  "I've been reading about {topic} and I can't stop thinking about it.",
  'Thanks to everybody who came {time}! {person} was so happy {emoji}',
  'The {thing} arrived {time}, two days early. Honestly {good}.',
  'Looking for tips: which {thing} would you take to {place}?',
  '{person} says you should never {verb} a {thing} in the rain, but we did it anyway...',
  "We're meeting at {place} {time}; bring a {thing} if you have one.",
  'Finished {topic} at last. Next up: {topic}!',
  'It rained {time}, so we stayed in, made soup and tried to {verb} the {thing}.',
  'Photos from {place} are up. The light {time} was {good}.',
  'Question for the group - is the {thing} from {person} still available?',
  'Small update: {person} has finished the {thing}, and {place} looks {good} now.',
  'My notes on {topic}: start early, ask questions, take breaks.',
];

/** Ordinary texts that more is in than words. */
const varied: readonly string[] = [
  'Release 2.4.1 is out: 37 fixes, 12% faster, see CHANGELOG.md for the details.',
  'const total = items.reduce((sum, { price }) => sum + price, 0); // 3 lines instead of 10',
  'for (let i = 0; i < 10; i++) { if (a[i] != b[i]) return false; }',
  'Flight KL1234 lands at 18:05, gate B7, seat 23A. Taxi is about 35 euros.',
  'H2O, CO2 and C6H12O6 walk into a bar. Nobody gets the joke {emoji}',
  'ISBN 978-3-16-148410-0, page 213, second paragraph.',
  'The recipe: 250 g flour, 3 eggs, 1/2 tsp salt, bake 40 min at 180 °C.',
  'Our score was 3-1, then 4-4, and we lost 7:5 on penalties!',
  'sooo happy with the {thing}, it is goood!!! {emoji}',
  'Hmmmm, noooo idea what {person} meant by "assembly required".',
  'J. R. R. Tolkien and C. S. Lewis were friends; U.S. editions differ.',
  'Vitamins A, B, C, D and E. Also: i.e. and e.g. are not the same thing.',
  'Grade A or B? Plan B it is. X marks the spot, a b c as they say.',
  'My mp3 player, an mp4 file, a PS5, a 4K screen, h264 and b2b: all in one post.',
  'https://en.wikipedia.org/wiki/Telescope is a good start for {topic}.',
  'Slides are at https://docs.example.org/slides?id=42#page=3 for those who asked.',
  'Mail me at first.last@example.org, not at work.',
  '#throwback to {place} {time} @sam_k remember this?',
  'Low-cost, well-made, second-hand: the {thing} has it all.',
  'a/b testing, and/or, he/she, w/o sugar, 24/7.',
  'The Ω is an ohm, μm is a micrometre, Δt is a time, α and β are angles, and π is 3.14159.',
  'naïve café résumé façade jalapeño crème brûlée smörgåsbord',
  'C++ or C#? Neither: F# and TypeScript ;-) <3 ^_^ (o_o)',
  'Costs $5 or 4€ or £3, roughly; at most 10% more.',
  'A+ service @ the café, 5* from me.',
  'W E L C O M E to our page! {person} is {good}.',
];

const otherLanguages: readonly string[] = [
  'Gestern waren wir am Hafen, es war kalt, aber schön. Nächste Woche fahren wir nach Köln.',
  "Je n'ai pas encore fini le livre, mais l'histoire est très bien écrite.",
  'Mañana vamos al mercado; ¿alguien quiere que le traigamos naranjas?',
  'İstanbul’da hava güneşli, ılık bir akşam; ışıklar çok güzel.',
  'Wczoraj byliśmy w Krakowie, żółte liście są wszędzie.',
  'Вчера мы ездили на озеро, погода была прекрасная, а вода ещё тёплая.',
  'Сегодня в парке сор убрали, и стало очень красиво.',
  'Χθες πήγαμε στη θάλασσα και ο καιρός ήταν υπέροχος.',
  '昨日は友達と海へ行きました。とても楽しかったです。',
  '新しいTシャツを買いました。サイズはMです。',
  '오늘은 날씨가 좋아서 산책을 했어요.',
  'ذهبنا أمس إلى السوق واشترينا الكثير من الفواكه.',
  'कल हम झील पर गए थे, मौसम बहुत अच्छा था।',
  'אתמול היינו בים והיה נהדר.',
  'เมื่อวานเราไปทะเลกัน อากาศดีมาก',
];

/**
 * Texts that hold what the patterns look for without being it: words that contain or resemble patterns, and texts about a rule. What
 * is in double braces is a word or phrase of the policy.
 */
const hard: readonly string[] = [
  'The specialist and the socialist discussed {topic} in {place}.',
  'Viagrande is a town in Sicily; {person} went there {time}.',
  'She was cryptic about cryptography, and the casinoesque decor did not help.',
  'Better alphabetical than never: betting on the weather is not my thing, said {person}.',
  'The loaner {thing} was fine, and loanwords are fun.',
  'Their cash-register and their case-study, my classroom and your glass: all fine.',
  'We gave the prize away in class; claim forms are at the desk, {person} said.',
  'My wallet is old. I verified the seat number, then paid now and here.',
  'A free concert, a crypto lecture, and later a giveaway of apples at {place}.',
  'I doubled the recipe and your bits of coin chocolate are in the tin.',
  'No credit for homework? Check the loan desk of the library.',
  'Guaranteed rain; winning is not everything, {person} says {emoji}',
  'Pay day came, so {person} could pay off the {thing}.',
  'Casi no llueve en {place}, dice {person}.',
];

const aboutRules: readonly string[] = [
  'Scam warning: somebody wrote "{{violation}}" to {person}, do not answer.',
  'How do I report a message that says "{{violation}}"? It reached me {time}.',
  '{person} asked what “{{violation}}” means; it is on a list of words, I think.',
];

export type CleanKind = 'ordinary' | 'varied' | 'other-language' | 'hard' | 'about-rules';

/** A text that breaks no rule. */
export function cleanText(kind: CleanKind, chance: Chance, violation: () => string): string {
  const lists = { ordinary, varied, 'other-language': otherLanguages, hard, 'about-rules': aboutRules };
  const one = () => filled(chance.pick(lists[kind]), chance).replace('{{violation}}', violation);
  if (kind === 'about-rules') return one();
  // Most texts are a sentence or two, some a paragraph.
  const sentences = chance.happens(0.2) ? 3 + chance.below(6) : 1 + chance.below(2);
  const rest = Array.from({ length: sentences - 1 }, () => filled(chance.pick(ordinary), chance));
  return [one(), ...rest].join(chance.happens(0.9) ? ' ' : '\n');
}

const filled = (template: string, chance: Chance): string =>
  template.replace(/(?<!\{)\{(\w+)\}(?!\})/g, (_, gap: string) => chance.pick(words[gap] ?? ['']));
