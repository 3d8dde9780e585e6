import type { ChatConfig } from '../../../lambdas/chat/domain/chat-config';
import { applyConfig, currentConfig, defaultConfigOf } from '../../chat-config/config-control';
import { outputOf } from '../../operator/outputs';
import { documentClientOf, type PlatformTable } from '../../operator/platform-table';
import type { TourContext } from './step';

export const platformTableOf = ({ credentials, outputs }: TourContext['laptop']): PlatformTable => ({
  document: documentClientOf(credentials.operator),
  tableName: outputOf(outputs, 'PlatformTableName'),
});

/** Runs with another configuration, put in force as an operator would; the one of before holds again afterwards. */
export async function withConfig<T>(
  { laptop }: Pick<TourContext, 'laptop'>,
  change: (before: ChatConfig) => ChatConfig,
  run: () => Promise<T>,
): Promise<T> {
  const table = platformTableOf(laptop);
  const before = (await currentConfig(table))?.document ?? defaultConfigOf(outputOf(laptop.outputs, 'ChatModels'));
  const apply = async (config: ChatConfig) => {
    await applyConfig(table, config, { now: new Date() });
    // Handlers remember the configuration for 30 seconds; a new process of theirs looks at once.
    await laptop.core.functions.recycle();
  };
  await apply(change(before));
  try {
    return await run();
  } finally {
    await apply(before);
  }
}
