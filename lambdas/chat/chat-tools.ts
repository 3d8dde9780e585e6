import { once } from '../shared/deps';
import type { Logger } from '../shared/logger';
import type { ConfigReader } from './config-reader';
import { createToolbox, type Tool, type Toolbox, type ToolTurn } from './domain/toolbox';
import { calculator } from './domain/tools/calculator';
import { clock } from './domain/tools/clock';

/**
 * The tools of chat, as far as the configuration enables them.
 *
 * @param others functions of other designs that run tools, as JSON
 */
export function chatTools(config: ConfigReader, logger: Logger, others: string | undefined) {
  const offered = once(async () =>
    others === undefined ? [] : (await import('./function-tools')).functionTools(others),
  );
  return async (turn: ToolTurn): Promise<Toolbox> => {
    const { enabled, fetchAllowList } = (await config()).tools;
    const fetching = fetchAllowList.length > 0 ? [await fetchTool(fetchAllowList)] : [];
    const all = [calculator, clock, ...fetching, ...(await offered())];
    const tools = all.filter(({ name }) => enabled.includes(name));
    const onError = (tool: string, error: unknown) => logger.error('Tool failed', { tool, error: error as Error });
    return createToolbox({ ...turn, tools, now: Date.now, onError });
  };
}

/** Loaded with the first list of hosts, for most stages have none. */
const fetchTool = async (hosts: readonly string[]): Promise<Tool> => {
  const [{ createSafeFetch, openPinned, resolveAll }, { fetchUrl }] = await Promise.all([
    import('./adapters/safe-fetch'),
    import('./domain/tools/fetch-url'),
  ]);
  return fetchUrl(createSafeFetch({ resolve: resolveAll, open: openPinned }), hosts);
};
