import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Handler = (event: unknown, ...rest: unknown[]) => unknown;

const streaming = Symbol.for('aws.lambda.runtime.handler.streaming');

/** Marks a handler as one that streams; what `awslambda.streamifyResponse` does. */
export function streamifyResponse(handler: Handler): Handler {
  Object.assign(handler, { [streaming]: 'response' });
  return handler;
}

export function isStreaming(handler: Handler): boolean {
  return (handler as Handler & { [streaming]?: string })[streaming] === 'response';
}

/**
 * Imports the deployed bundle and finds its handler.
 * @param taskRoot directory of the function's code
 * @param name such as `index.handler`
 */
export async function loadHandler(taskRoot: string, name: string): Promise<Handler> {
  const dot = name.lastIndexOf('.');
  const [module, exported] = [name.slice(0, dot), name.slice(dot + 1)];
  const file = ['mjs', 'js', 'cjs'].map((extension) => join(taskRoot, `${module}.${extension}`)).find(existsSync);
  if (!file) throw named('Runtime.ImportModuleError', `Cannot find module '${module}' in ${taskRoot}`);
  const loaded = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  flushCompileCache();
  const handler = loaded[exported] ?? (loaded.default as Record<string, unknown> | undefined)?.[exported];
  if (typeof handler !== 'function') throw named('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  return handler as Handler;
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
