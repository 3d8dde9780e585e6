import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@opensearch-project/opensearch';
import { NEXT_ALIAS } from '../domain/index-name';
import type { SearchAdmin } from '../search-setup';
import { abortable } from './abortable';

/** Milliseconds between two tries while a domain, or the rights in it, come up. */
const RETRY_MS = 5_000;

/** What is refused so often is not allowed: a role's new rights hold within seconds. */
const MAX_REFUSALS = 5;

const SECURITY = '/_plugins/_security/api';

/**
 * @param onWait told why a request is tried again
 * @param retryMs between two tries
 */
export function createSearchAdmin(client: Client, onWait: (reason: unknown) => void, retryMs = RETRY_MS): SearchAdmin {
  /** Repeats until it works: a new domain refuses its master for some minutes. @throws the last failure when the time is over */
  async function patiently<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let refusals = 0; ; ) {
      try {
        return await call();
      } catch (error) {
        if ((error as ResponseFault).statusCode === 403) refusals += 1;
        if (signal.aborted || !isPassing(error) || refusals === MAX_REFUSALS) throw error;
        onWait(error);
        await delay(retryMs, undefined, { signal }).catch(() => {
          throw error;
        });
      }
    }
  }

  const request = (method: string, path: string, body: object, signal: AbortSignal) =>
    patiently(() => abortable(client.transport.request({ method, path, body }), signal), signal);

  /** Indexes that an alias stands for; none where there is no such alias. */
  async function indexesOf(name: string, signal: AbortSignal): Promise<string[]> {
    const found = await ifThere(abortable(client.indices.getAlias({ name }), signal));
    return Object.keys(found?.body ?? {});
  }

  return {
    async ready(signal) {
      await patiently(() => abortable(client.cluster.health({}), signal), signal);
    },

    async ensureIndex({ name, all, alias, settings, mappings }, signal) {
      const { body: exists } = await abortable(client.indices.exists({ index: name }), signal);
      if (!exists) {
        // Somebody else may have been quicker.
        await abortable(
          client.indices.create({ index: name, body: { aliases: { [all]: {} }, settings, mappings } }),
          signal,
        ).catch((error) => {
          if (!isAlreadyThere(error)) throw error;
        });
      }
      if (alias === undefined) return;
      const pointed = await indexesOf(alias, signal);
      if (pointed.length > 0 && !pointed.includes(name)) return;
      const body = { actions: [{ add: { index: name, alias } }] };
      await abortable(client.indices.updateAliases({ body }), signal);
    },

    async setNext(name, signal) {
      const alias = NEXT_ALIAS;
      const others = (await indexesOf(alias, signal)).filter((index) => index !== name);
      const actions = [...others.map((index) => ({ remove: { index, alias } })), { add: { index: name, alias } }];
      return (await ifThere(abortable(client.indices.updateAliases({ body: { actions } }), signal))) !== undefined;
    },

    async putRole({ name, rights }, backendRoles, signal) {
      await request('PUT', `${SECURITY}/roles/${name}`, rights, signal);
      await request('PUT', `${SECURITY}/rolesmapping/${name}`, { backend_roles: backendRoles }, signal);
    },
  };
}

/** @returns undefined when what it is about is not there */
async function ifThere<T>(response: Promise<T>): Promise<T | undefined> {
  try {
    return await response;
  } catch (error) {
    if ((error as ResponseFault).statusCode === 404) return undefined;
    throw error;
  }
}

interface ResponseFault {
  readonly statusCode?: number;
  readonly body?: { readonly error?: { readonly type?: string } };
}

/** No answer, too early, or not allowed yet. */
function isPassing(error: unknown): boolean {
  const { statusCode } = error as ResponseFault;
  return statusCode === undefined || statusCode === 403 || statusCode === 429 || statusCode >= 500;
}

const isAlreadyThere = (error: unknown): boolean =>
  (error as ResponseFault).body?.error?.type === 'resource_already_exists_exception';
