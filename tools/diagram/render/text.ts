/** Advance widths of Helvetica at 1000 units an em, by character; wider where systems differ. */
const widths: Readonly<Record<string, number>> = {
  ...Object.fromEntries([...'ijl'].map((each) => [each, 225])),
  ...Object.fromEntries([..."fIt.,:;'|! "].map((each) => [each, 280])),
  ...Object.fromEntries([...'r()-/[]'].map((each) => [each, 335])),
  ...Object.fromEntries([...'cksvxyzJ'].map((each) => [each, 505])),
  ...Object.fromEntries([...'mwW%@'].map((each) => [each, 840])),
  ...Object.fromEntries([...'MOQGCDHNRUABEKPSVXY&'].map((each) => [each, 730])),
};

const other = 560;
/** Another sans serif than the one that was measured may come, and bold is wider. */
const allowance = { normal: 1.04, bold: 1.12 } as const;

/** Width of a text in pixels, rather too wide than too narrow. */
export function textWidth(text: string, size: number, weight: keyof typeof allowance = 'normal'): number {
  const units = [...text].reduce((sum, each) => sum + (widths[each] ?? other), 0);
  return (units / 1000) * size * allowance[weight];
}

/** Breaks a text into lines no wider than `width`, at spaces; a word that is too long by itself is cut with an ellipsis. */
export function wrap(text: string, width: number, size: number, weight: keyof typeof allowance = 'normal'): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').map((each) => cut(each, width, size, weight))) {
    const joined = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && textWidth(joined, size, weight) <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

function cut(word: string, width: number, size: number, weight: keyof typeof allowance): string {
  if (textWidth(word, size, weight) <= width) return word;
  let kept = word;
  while (kept.length > 1 && textWidth(`${kept}…`, size, weight) > width) kept = kept.slice(0, -1);
  return `${kept}…`;
}
