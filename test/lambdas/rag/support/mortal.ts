import type { Client } from '@opensearch-project/opensearch';

/** The process has ended: whatever it would have done next does not happen. */
export class Died extends Error {}

/** Where an environment ends: after so many calls, or with half of the one bulk request that would be the next. */
export interface Death {
  readonly after: number;
  readonly half?: boolean;
}

/** A call to a service, as it was made; `operations` of a bulk request. */
export interface Call {
  readonly name: string;
  readonly operations?: number;
}

interface Sender {
  send(command: object, ...rest: unknown[]): Promise<unknown>;
}

/** One execution environment: every call that it makes to a service is counted, and it may end at any of them. */
export class Mortal {
  readonly calls: Call[] = [];
  isDead = false;

  constructor(private readonly death?: Death) {}

  /** A client of the SDK as this environment has it. */
  client<T>(client: T): T {
    const { send } = client as Sender;
    const mortal: Sender['send'] = (command, ...rest) =>
      this.call({ name: command.constructor.name }, () => send.call(client, command, ...rest));
    return new Proxy(client as object, {
      get: (target, name) => (name === 'send' ? mortal : Reflect.get(target, name, target)),
    }) as T;
  }

  /** The search client, as far as ingestion uses it. A bulk request that breaks off has done what came first. */
  searchClient(client: Client): Client {
    const through =
      (name: string, method: (...given: never[]) => PromiseLike<unknown>) =>
      (...given: unknown[]) =>
        this.call({ name }, () => method(...(given as never[])));
    const bulk = (request: { body: readonly unknown[] }, options: object) => {
      const operations = request.body.length / 2;
      const half = { ...request, body: request.body.slice(0, 2 * Math.floor(operations / 2)) };
      return this.call(
        { name: 'bulk', operations },
        () => client.bulk(request as never, options),
        () => client.bulk(half as never, options),
      );
    };
    return {
      bulk,
      deleteByQuery: through('deleteByQuery', (...given) => client.deleteByQuery(...(given as [never]))),
      indices: {
        refresh: through('refresh', (...given) => client.indices.refresh(...given)),
        get: through('get', (...given) => client.indices.get(...(given as [never]))),
      },
    } as unknown as Client;
  }

  private async call(call: Call, run: () => PromiseLike<unknown>, runHalf?: typeof run): Promise<unknown> {
    if (this.isDead) throw new Died();
    const { after, half = false } = this.death ?? { after: Number.POSITIVE_INFINITY };
    if (half && runHalf && this.calls.length === after) {
      this.isDead = true;
      await runHalf();
      throw new Died();
    }
    this.calls.push(call);
    const isLast = !half && this.calls.length === after;
    const result = await run();
    if (isLast) this.isDead = true;
    // What was under way beside it ends with the process, too.
    if (this.isDead) throw new Died();
    return result;
  }
}

/** Every place at which an environment can end that makes these calls. */
export const deathsOf = (calls: readonly Call[]): Death[] =>
  calls.flatMap(({ operations = 0 }, at) => [
    ...(operations > 1 ? [{ after: at, half: true }] : []),
    { after: at + 1 },
  ]);
