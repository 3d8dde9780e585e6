import type { Logger } from '../shared/logger';
import { createSafeFetch, openPinned, resolveAll } from './adapters/safe-fetch';
import type { ConfigReader } from './config-reader';
import type { Caller } from './domain/ports';
import { createToolbox, type Tool, type Toolbox } from './domain/toolbox';
import { calculator } from './domain/tools/calculator';
import { clock } from './domain/tools/clock';
import { fetchUrl } from './domain/tools/fetch-url';

const fetchText = createSafeFetch({ resolve: resolveAll, open: openPinned });

/**
 * The tools of chat, as far as the configuration enables them.
 *
 * @param others what other designs offer
 */
export function chatTools(config: ConfigReader, logger: Logger, others: readonly Tool[] = []) {
  return async (caller: Caller, message: string): Promise<Toolbox> => {
    const { enabled, fetchAllowList } = (await config()).tools;
    const fetching = fetchAllowList.length > 0 ? [fetchUrl(fetchText, fetchAllowList)] : [];
    const tools = [calculator, clock, ...fetching, ...others].filter(({ name }) => enabled.includes(name));
    const onError = (tool: string, error: unknown) => logger.error('Tool failed', { tool, error: error as Error });
    return createToolbox({ tools, message, caller, now: Date.now, onError });
  };
}
