import { useEffect, useState } from 'react';
import type { ChatApi } from './client/chat-api';
import { type Usage, usageOf } from './client/usage';

/** The stage's models, and the one that is chosen; undefined until they are known, and then the first. */
export function useModels(api: ChatApi) {
  const [models, setModels] = useState<readonly string[]>([]);
  const [model, setModel] = useState<string>();
  useEffect(() => {
    // Without the list the stage's own choice is used.
    api.models().then(setModels, () => undefined);
  }, [api]);
  return { models, model: model ?? models[0], setModel };
}

/** What is used and what remains, asked for anew after each answer; undefined where the stage does not tell. */
export function useUsage(api: ChatApi, answers: number): Usage | undefined {
  const [usage, setUsage] = useState<Usage>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer changes what is used
  useEffect(() => {
    let current = true;
    api.usage().then(
      (body) => current && setUsage(usageOf(body)),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [api, answers]);
  return usage;
}
