/**
 * Letters of other alphabets, and rare Latin ones, by the letter of a to z that they look like.
 *
 * A selection of Unicode's confusables (UTS #39, `confusables.txt` of 2022, copyright Unicode, Inc., under the licence in `NOTICE`): single
 * letters of Cyrillic, Greek, Armenian, Georgian, Cherokee and Latin that compatibility decomposition leaves as they are. Added to it
 * are small forms of capitals that it lists, such as Cyrillic `в` for b, and Latin small capitals. Scripts that nobody writes every day are left
 * out: a word which mixes one of them with Latin is not matched, but noticed (`mixed-scripts`).
 *
 * Capitals are apart from small letters, since they look like others: Greek capital nu is an N, the small one a v.
 */
export const lookalikes: Readonly<Record<string, string>> = {
  a: 'ɑΑαАаᎪᴀ',
  b: 'ƄʙΒβВЬвᏏᏴꞴ',
  c: 'СсᏟᴄꮯ',
  d: 'ԁᎠᏧᴅꭰ',
  e: 'ΕεЕеҽᎬᴇꬲ',
  f: 'ϜքẝꞘꞙꬵ',
  g: 'ƍɡԌցᏀᏳᶃ',
  h: 'ʜΗНнһհᎻᏂ',
  i: 'ıɩɪιіӏᎥꙇꭵ',
  j: 'ͿϳЈјᎫᴊꞲ',
  k: 'ΚκКкᏦᴋ',
  l: 'ƖǀʟΙІӀᏞ',
  m: 'ΜϺМмᎷᴍ',
  n: 'ɴΝηոռ',
  o: 'ΟοσОоՕօჿᴏᴑꬽ',
  p: 'ΡρРрᏢᴘ',
  q: 'ԛգզ',
  r: 'ƦʀгᎡᏒᴦꭇꭈꮁ',
  s: 'ƽЅѕՏᏕᏚꜱꮪ',
  t: 'ΤτТтᎢᴛ',
  u: 'ʋυՍսᴜꞟꭎꭒ',
  v: 'νѴѵᏙᴠꮩ',
  w: 'ɯωшѡԜԝաᎳᏔᴡꮃ',
  x: 'ΧХхꞳ',
  y: 'ɣʏΥγУуҮүყᎩᎽᶌỿꭚ',
  z: 'ΖᏃᴢꮓ',
};
