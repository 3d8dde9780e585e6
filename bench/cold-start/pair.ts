import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, bundleDirectory, bundleOptions } from '../../lib/constructs/function/bundle';
import type { DeployedHandler } from './deployed-handlers';
import { buildEmptyHandler, type EmptyHandler } from './empty-handler';
import { sdkParts } from './sdk-parts';
import { bytesAtStart } from './start';

/** A deployed handler and what it is compared with. */
export interface Pair {
  readonly handler: DeployedHandler;
  /** Code that the handler loads at start. */
  readonly bytes: number;
  readonly empty: EmptyHandler;
}

/**
 * The source says what is in the deployed bundle, since it gives the very same files.
 *
 * @param directory where the empty handler is built
 * @throws Error when it does not
 */
export function pairOf(handler: DeployedHandler, directory: string): Pair {
  const { outputFiles, metafile } = build(bundleOptions(handler.entry, bundleDirectory(handler.entry)));
  const differs = outputFiles.some(({ path, contents }) => {
    const deployed = join(dirname(handler.file), basename(path));
    return !existsSync(deployed) || !readFileSync(deployed).equals(contents);
  });
  if (differs) throw new Error(`The bundle of ${handler.name} is not what its source gives now; synthesize again.`);
  return { handler, bytes: bytesAtStart(metafile), empty: buildEmptyHandler(sdkParts(metafile), directory) };
}
