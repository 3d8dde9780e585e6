import { once } from '../shared/deps';
import type { ConfigReader } from './config-reader';
import type { ChatConfig, ModerationRule } from './domain/chat-config';
import type { Rules } from './domain/moderation';
import type { Model } from './domain/ports';

/** The model under the rules of the configuration in force. They are compiled when it is read; what applies them is loaded with the first. */
export function moderated(model: Model, config: ConfigReader): Model {
  let known: { readonly rules: ChatConfig['moderation']; readonly compiled: Promise<Rules> } | undefined;
  return {
    async *stream(request, signal) {
      const { moderation } = await config();
      if (moderation.rules.length === 0) return yield* model.stream(request, signal);
      if (known?.rules !== moderation) known = { rules: moderation, compiled: compile(moderation.rules) };
      const rules = await known.compiled;
      const { createModerated } = await import('./domain/moderation');
      yield* createModerated(model, async () => rules).stream(request, signal);
    },
  };
}

const engine = once(() => import('./domain/rule-pattern'));

async function compile(rules: readonly ModerationRule[]): Promise<Rules> {
  const { compilePattern } = await engine();
  const compiled = rules.map(({ name, reason, pattern, appliesTo }) => ({
    appliesTo,
    rule: { name, reason, matches: compilePattern(pattern) },
  }));
  const of = (side: 'input' | 'output') =>
    compiled.filter(({ appliesTo }) => appliesTo.includes(side)).map(({ rule }) => rule);
  return { input: of('input'), output: of('output') };
}
