import fc from 'fast-check';
import { languageOf } from '../../../../lambdas/rag/domain/language';

test.each([
  ['en', 'How many days of annual leave do I have?'],
  ['en', 'The flow of a compressible gas past a thin wing was studied at supersonic speeds.'],
  ['de', 'Wie viele Tage Urlaub habe ich im Jahr?'],
  ['de', 'Die Reisekosten werden nach der Genehmigung durch die Buchhaltung erstattet.'],
  ['fr', 'Combien de jours de congé avons-nous par an ?'],
  ['es', '¿Cuántos días de vacaciones tengo este año?'],
  ['it', 'Quanti giorni di ferie ho e come li posso chiedere?'],
  ['pt', 'Quantos dias de férias eu tenho por ano e como são pedidos?'],
  ['nl', 'Hoeveel vakantiedagen heb ik en hoe vraag ik ze aan?'],
  ['sv', 'Hur många semesterdagar har jag och hur ansöker jag om dem?'],
  ['pl', 'Ile dni urlopu mam w roku i jak się o nie ubiegać?'],
  ['tr', 'Yılda kaç gün izin hakkım var ve nasıl başvururum?'],
  ['fi', 'Kuinka monta lomapäivää minulla on vuodessa ja miten niitä haetaan, kun en ole täällä?'],
  ['ru', 'Сколько дней отпуска у меня есть в году, и как его взять?'],
  ['uk', 'Скільки днів відпустки я маю на рік, і як її взяти?'],
  ['el', 'Πόσες ημέρες άδειας έχω τον χρόνο;'],
  ['he', 'כמה ימי חופשה יש לי בשנה?'],
  ['ar', 'كم عدد أيام الإجازة السنوية؟'],
  ['fa', 'چند روز مرخصی در سال دارم؟'],
  ['hi', 'मेरे पास कितनी छुट्टियाँ हैं?'],
  ['th', 'ฉันมีวันลากี่วันต่อปี'],
  ['ja', '年間の休暇は何日ありますか。'],
  ['zh', '我每年有多少天假期?'],
  ['ko', '연차 휴가는 며칠인가요?'],
])('%s: %s', (language, text) => {
  expect(languageOf(text)).toBe(language);
});

test.each(['', '12 345', 'VPN', 'ISO 27001', 'Kubernetes ingress', 'Bangalore'])('nothing is said of %j', (text) => {
  expect(languageOf(text)).toBe('und');
});

test('a text is of one language however often it says the same, and its case says nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), (times) => {
      const text = 'Der Antrag wird von der Leitung geprüft. ';
      expect(languageOf(text.repeat(times))).toBe('de');
      expect(languageOf(text.repeat(times).toUpperCase())).toBe('de');
    }),
  );
});

test('any text has a tag or none', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(languageOf(text)).toMatch(/^([a-z]{2}|und)$/)));
});
