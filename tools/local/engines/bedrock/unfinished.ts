import { type Message, textOf } from './model';

/** An answer that a conversation asks to go on with. */
export interface Unfinished {
  /** What was said of it. */
  readonly said: string;
  /** The conversation up to its question. */
  readonly before: readonly Message[];
}

/** A conversation that ends with the model's own words wants more of them; so does one that says that they were cut off. */
export function unfinished(messages: readonly Message[]): Unfinished | undefined {
  const [previous, last] = messages.slice(-2);
  const final = last ?? previous;
  if (final?.role === 'assistant') return { said: textOf(final), before: messages.slice(0, -1) };
  if (previous?.role !== 'assistant' || !last || !/^your answer above was cut off\b/i.test(textOf(last)))
    return undefined;
  return { said: textOf(previous), before: messages.slice(0, -2) };
}
