import type { Spending, Usage } from './answer';
import type { ModelRequest, ModelUsage } from './ports';
import { attachedTokens, guessTokens, sayings } from './tokens';

export const NOTHING_USED: Usage = { inputTokens: 0, outputTokens: 0, estimated: false };

/** One request to one target. */
interface Part {
  target: string | undefined;
  readonly inputTokens: number;
  text: string;
  measured?: ModelUsage;
}

/** Counts what an answer uses, by target: as the models measure it, and estimated where they were cut off before. */
export class SpendingCount {
  private readonly parts: Part[] = [];

  /** A model is asked. */
  ask({ system, messages, tools }: ModelRequest): void {
    const told = [system ?? '', tools ? JSON.stringify(tools) : '', ...messages.flatMap(sayings)];
    const input = told.filter((text) => text !== '').join(' ');
    const attached = messages.reduce((sum, message) => sum + attachedTokens(message), 0);
    this.parts.push({ target: undefined, inputTokens: guessTokens(input) + attached, text: '' });
  }

  /** What follows comes from this target. One that answers after another has read what that one said. */
  answeredBy(target: string): void {
    const last = this.parts.at(-1);
    if (!last) return;
    if (last.target === undefined) last.target = target;
    else this.parts.push({ target, inputTokens: last.inputTokens + guessTokens(last.text), text: '' });
  }

  said(text: string): void {
    const last = this.parts.at(-1);
    if (last) last.text += text;
  }

  measured(usage: ModelUsage): void {
    const last = this.parts.at(-1);
    if (last) last.measured = usage;
  }

  /** The request was refused: when nothing was said, nothing is billed. */
  refused(): void {
    const last = this.parts.at(-1);
    if (last && last.text === '' && !last.measured) this.parts.pop();
  }

  total(): { readonly usage: Usage; readonly spent: readonly Spending[] } {
    const spent = this.parts.map(spendingOf);
    return { usage: spent.reduce<Usage>(sum, NOTHING_USED), spent };
  }
}

function spendingOf({ target, inputTokens, text, measured }: Part): Spending {
  const from = target === undefined ? {} : { target };
  if (!measured) return { ...from, inputTokens, outputTokens: guessTokens(text), estimated: true };
  const { inputTokens: read, outputTokens, cachedTokens, cacheWriteTokens } = measured;
  return {
    ...from,
    inputTokens: read,
    outputTokens,
    ...(cachedTokens && { cachedTokens }),
    ...(cacheWriteTokens && { cacheWriteTokens }),
    estimated: false,
  };
}

function sum(left: Usage, right: Usage): Usage {
  const cachedTokens = (left.cachedTokens ?? 0) + (right.cachedTokens ?? 0);
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    ...(cachedTokens > 0 && { cachedTokens }),
    estimated: left.estimated || right.estimated,
  };
}
