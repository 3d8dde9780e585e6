/** Words that are frequent in one language and seldom in the others. */
const stopWords: Readonly<Record<string, string>> = {
  en: 'the of and to in is that it for was on are as with his they at be this from have or by not but what all were we when your can there an which their if will each about how many then them these so some her would make like him into has two more no way could my than been who its now did get do does where why i you our us may must should any before after only also other during between under was per',
  de: 'der die das und ist nicht ein eine einer eines einem einen den dem des zu mit sich auf für von im in an als auch es wie wird werden bei aus nach noch nur über oder aber vor zur zum sind war hat habe haben wenn dass kann können ich wir sie er ihr mein unser ihre was wer wo wann warum welche welcher viel viele gibt muss darf durch um bis kein keine',
  fr: 'le la les de des du un une et est en que qui dans pour pas sur au aux par avec ce cette ces il elle nous vous ils son sa ses leur leurs plus ne se sont été être avoir fait mais ou où comme tout tous je mon notre votre quel quelle quels quelles quand comment combien pourquoi y a ont peut doit si sans sous entre',
  es: 'el la los las de del un una y es en que no por con para su sus se lo como más pero al ha son fue este esta estos estas muy sin sobre también me mi hay donde quien cuando todo todos nos ya o entre era ser está están cuál cuáles qué cómo cuánto cuántos dónde tengo tiene puede debe yo nuestro desde hasta',
  it: 'il lo la i gli le di del della dei delle un una uno e è in che non per con su si da al alla nel nella sono come più ma anche ha ho hanno questo questa questi queste suo sua loro se o tra fra dove quando chi quale quali quanto quanti perché cosa essere stato dal dalla sul sulla ogni deve può',
  pt: 'o a os as de do da dos das um uma e é em que não por com para se no na nos nas ao à mais como mas foi seu sua seus ou ser quando muito já está são também só pelo pela até isso ela ele entre era depois sem mesmo qual quais quanto quantos onde quem eu meu nosso tem pode deve são',
  nl: 'de het een en van is in dat op te zijn met voor niet aan er om ook als dan maar bij of uit nog naar heeft hebben had ze zij hij wordt worden door over deze dit die kan kunnen geen meer wat wie waar wanneer waarom welke hoe hoeveel veel ik wij we jij u mijn onze moet mag tot onder tussen',
  sv: 'och att det i en ett som är på för av med den till inte om har de var jag ett men vi så kan från vid nu sig eller när han hon ska skulle än då där finns hur vad vem varför vilken vilka många min vår alla utan mellan under efter över också blir måste får detta dessa',
  da: 'og at det i en et som er på for af med den til ikke om har de var jeg men vi så kan fra ved nu sig eller når han hun skal skulle end da der findes hvordan hvad hvem hvorfor hvilken hvilke mange min vores alle uden mellem under efter over også bliver må får dette disse kun blev',
  pl: 'i w na z do się nie że to jest o jak po co ale od za przez dla jego jej ich tym tego są był była było być przy lub oraz czy które który która może już tylko bardzo gdzie kiedy kto dlaczego ile mam mamy nasz wszystkie bez pod między także należy',
  tr: 've bir bu da de için ile olarak çok daha ne kadar olan gibi ama en var yok mi mı mu mü o ben biz siz onlar nasıl neden nerede kim hangi kaç sonra önce her göre değil olduğu olur ise veya ya tarafından üzerinde',
  fi: 'ja on ei se että oli hän en mutta ovat kuin niin myös tai kun jos mitä mikä missä milloin miksi kuka kuinka paljon joka jotka sen tämä tämän ole olla voi pitää vain sekä ennen jälkeen kanssa minun meidän sitä',
  no: 'og i det er på som en et til av for at med ikke den har de var jeg men vi så kan fra ved nå seg eller når han hun skal skulle enn da der finnes hvordan hva hvem hvorfor hvilken hvilke mange min vår alle uten mellom under etter over også blir må får dette disse bare ble mye',
};

/** How many of the languages have a word: it says the less the more there are. */
const weights = new Map<string, Map<string, number>>();
for (const [language, words] of Object.entries(stopWords))
  for (const word of new Set(words.split(' '))) weights.set(word, (weights.get(word) ?? new Map()).set(language, 0));
for (const languages of weights.values())
  for (const language of languages.keys()) languages.set(language, 1 / languages.size);

/** Letters that one language of those above has, or few. */
const letters: readonly (readonly [RegExp, readonly string[]])[] = [
  [/ß/g, ['de']],
  [/[äöü]/g, ['de', 'fi', 'sv', 'tr']],
  [/[ñ¿¡]/g, ['es']],
  [/[ãõ]/g, ['pt']],
  [/[ąćęłńśźż]/g, ['pl']],
  [/[ğşı]/g, ['tr']],
  [/[æø]/g, ['da', 'no']],
  [/å/g, ['sv', 'da', 'no']],
  [/[èêëîïûùœ]/g, ['fr']],
  [/ò|ì/g, ['it']],
  [/ij/g, ['nl']],
];
const LETTER_WEIGHT = 0.3;

/** Scripts that tell a language by themselves, the more telling ones first: Japanese has Chinese characters too. */
const scripts: readonly (readonly [RegExp, string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'ja'],
  [/\p{Script=Hangul}/gu, 'ko'],
  [/\p{Script=Han}/gu, 'zh'],
  [/\p{Script=Hebrew}/gu, 'he'],
  [/\p{Script=Greek}/gu, 'el'],
  [/\p{Script=Thai}/gu, 'th'],
  [/\p{Script=Devanagari}/gu, 'hi'],
];
const SCRIPT_SHARE = 0.2;

/** Longest beginning of a text that is looked at, in characters. */
const SAMPLE = 20_000;
/** The best language has so much more than the next one, or nothing is said. */
const LEAD = 1.25;
/** Weighed words that there have to be at least, and for each word of a longer text. */
const MIN_SCORE = 0.6;
const MIN_SHARE = 0.04;

/**
 * The language of a text by its script and its stop words, as a tag (`en`, `de`, `ja`); `und` when unsure, as with two or
 * three words of a query. A hint, not a verdict: nothing is left out by it.
 */
export function languageOf(text: string): string {
  const sample = text.slice(0, SAMPLE).toLowerCase();
  return byScript(sample) ?? byWords(sample) ?? 'und';
}

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

function byScript(text: string): string | undefined {
  const all = countOf(text, /\p{L}/gu);
  if (all === 0) return undefined;
  const shareOf = (pattern: RegExp) => countOf(text, pattern) / all;
  for (const [script, language] of scripts) if (shareOf(script) >= SCRIPT_SHARE) return language;
  if (shareOf(/\p{Script=Cyrillic}/gu) > 0.5) return cyrillic(text);
  if (shareOf(/\p{Script=Arabic}/gu) > 0.5) return /[پچژگ]/.test(text) ? 'fa' : 'ar';
  return undefined;
}

function cyrillic(text: string): string {
  if (/[іїєґ]/.test(text)) return 'uk';
  return /[ыэё]/.test(text) || !/ъ/.test(text) ? 'ru' : 'bg';
}

function byWords(text: string): string | undefined {
  const words = text.match(/[\p{L}\p{M}]+/gu) ?? [];
  const scores = new Map<string, number>();
  const add = (language: string, weight: number) => scores.set(language, (scores.get(language) ?? 0) + weight);
  for (const word of words) for (const [language, weight] of weights.get(word) ?? []) add(language, weight);
  for (const [pattern, languages] of letters) {
    const weight = (countOf(text, pattern) * LETTER_WEIGHT) / languages.length;
    if (weight > 0) for (const language of languages) add(language, weight);
  }
  const [best, next] = [...scores].sort((a, b) => b[1] - a[1]);
  if (!best || best[1] < Math.max(MIN_SCORE, words.length * MIN_SHARE)) return undefined;
  return best[1] >= (next?.[1] ?? 0) * LEAD ? best[0] : undefined;
}
