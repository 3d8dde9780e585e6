/** How far an upload is. Every figure but `total` only grows. */
export interface Tally {
  readonly total: number;
  /** Sent, whole. */
  readonly uploaded: number;
  /** Can be searched, those that had not changed among them. */
  readonly ready: number;
  /** Have a reason why not. */
  readonly failed: number;
}

export const doneOf = ({ ready, failed }: Tally): number => ready + failed;

/** Figures in words. @param sent of those that are done, how many this run has worked for @param ms that took */
export function describeTally(tally: Tally, sent: number, ms: number): string {
  const { total, uploaded, ready, failed } = tally;
  const figures = `${uploaded} uploaded, ${ready} ready, ${failed} failed`;
  if (sent === 0 || ms <= 0) return figures;
  const perSecond = (1000 * sent) / ms;
  const left = total - doneOf(tally);
  return `${figures}, ${perSecond.toFixed(1)} a second${left > 0 ? `, ${timeOf(left / perSecond)} left` : ''}`;
}

const timeOf = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
