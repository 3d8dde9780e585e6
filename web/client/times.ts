/** The time of day. */
export const timeOf = (epochMs: number): string => new Date(epochMs).toLocaleTimeString('en-GB');

/** Day and time. */
export const momentOf = (epochMs: number): string =>
  new Date(epochMs).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** What stages took, the whole of it first: `total 651 ms · first sentence 622 ms`. */
export function stagesOf(timings: Readonly<Record<string, number>>): string {
  const { total, ...stages } = timings;
  return Object.entries({ ...(total !== undefined && { total }), ...stages })
    .map(([stage, ms]) => `${wordsOf(stage)} ${Math.round(ms)} ms`)
    .join(' · ');
}

const wordsOf = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Minutes and seconds, such as `14:05`. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
