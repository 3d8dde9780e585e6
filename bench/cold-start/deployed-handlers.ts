import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../../tools/assembly';
import { readConfiguration } from '../../tools/local/functions';
import { environmentVariables } from '../../tools/local/functions/environment-variables';
import { HostMap } from '../../tools/local/host-map';
import { Resources } from '../../tools/local/resources';

/** A function's code as the assembly has it. */
export interface DeployedHandler {
  /** `chat/send` for `lambdas/chat/send.handler.ts`. */
  readonly name: string;
  /** Source relative to the repository. */
  readonly entry: string;
  /** The module that Lambda loads. */
  readonly file: string;
  /** Everything that the function finds in `process.env`. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Nobody is called while a module loads: this only has to be an address. */
const ENDPOINT = 'http://127.0.0.1:9';

/** Every handler of this repository that the assembly deploys, once, by name. */
export function deployedHandlers(assembly: Assembly): DeployedHandler[] {
  const handlers = new Map<string, DeployedHandler>();
  const resources = new Resources(assembly, ENDPOINT, new HostMap());
  for (const resource of resources.ofType('AWS::Lambda::Function')) {
    const configuration = readConfiguration(assembly, resource);
    const taskRoot = configuration.taskRoot();
    const entry = entryOf(join(taskRoot, 'index.mjs.map'));
    if (!entry) continue;
    const name = entry.replace(/^lambdas\//, '').replace(/\.handler\.ts$/, '');
    const environment = environmentVariables(configuration, {
      taskRoot,
      endpoint: ENDPOINT,
      logStream: 'bench',
      accessKey: { accessKeyId: 'bench', secretAccessKey: 'bench' },
      compileCache: '',
      localize: (_variable, value) => value,
    });
    handlers.set(name, { name, entry, file: join(taskRoot, 'index.mjs'), environment });
  }
  return [...handlers.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The source map names what a bundle was made from; the provider of another project's custom resource has none. */
function entryOf(sourceMap: string): string | undefined {
  if (!existsSync(sourceMap)) return undefined;
  const { sources } = JSON.parse(readFileSync(sourceMap, 'utf8')) as { readonly sources: readonly string[] };
  const entries = sources.filter((source) => source.endsWith('.handler.ts'));
  return entries.at(-1)?.replace(/^.*?(?=lambdas\/)/, '');
}
