const MINUTE_MS = 60_000;

/** A sliding window is the last steps, with the one under way; a tumbling one begins at a whole multiple of its length. */
export interface Window {
  readonly kind: 'sliding' | 'tumbling';
  readonly minutes: number;
  /** Divides the length. */
  readonly stepMinutes: number;
}

/** The step that a time is in. @param at milliseconds since the epoch */
export const stepOf = ({ stepMinutes }: Pick<Window, 'stepMinutes'>, at: number): number =>
  Math.floor(at / (stepMinutes * MINUTE_MS));

/** First and last step of the window as of a time. */
export function stepsOf(window: Window, asOf: number): readonly [first: number, last: number] {
  const last = stepOf(window, asOf);
  const steps = window.minutes / window.stepMinutes;
  return window.kind === 'sliding'
    ? [last - steps + 1, last]
    : [Math.floor(asOf / (window.minutes * MINUTE_MS)) * steps, last];
}
