import type { ClientRequest, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Client, Connection } from '@opensearch-project/opensearch';
import { answered, route } from '../../../../tools/local/engines/opensearch/api/router';
import { Cluster } from '../../../../tools/local/engines/opensearch/cluster';
import { Security } from '../../../../tools/local/engines/opensearch/security/security';
import { atOnce, type Effect } from './ingest-world';

type Parameters = { method?: string; path?: string | null; querystring?: string; body?: unknown };
type Callback = (error: Error | null, response: IncomingMessage | null) => void;

export const roleArn = (name: string): string => `arn:aws:iam::000000000000:role/${name}`;

/**
 * The laptop's search engine in this process, with the rights that its security plugin gives: thousands of requests of the official
 * client take seconds.
 */
export class EngineDomain {
  private ids = 0;
  private readonly cluster = new Cluster('test', Date.now, () => `uuid-${this.ids++}`);
  private readonly security = new Security({ masterArn: roleArn('setup') }, this.cluster);

  /** The official client, as a role. @param effect runs around each request */
  client(role: string, effect: Effect = atOnce): Client {
    const { cluster, security } = this;
    const answer = ({ method = 'GET', path, querystring, body }: Parameters) =>
      answered(() =>
        route(method, path ?? '/', {
          cluster,
          security,
          guard: security.guardOf(roleArn(role)),
          parameters: new URLSearchParams(querystring),
          body: Buffer.from(typeof body === 'string' ? body : ''),
        }),
      );
    class EngineConnection extends Connection {
      override request(parameters: Parameters, callback: Callback): ClientRequest {
        effect(`${parameters.method} ${parameters.path}`, () => answer(parameters)).then(
          ({ status: statusCode, body }) => {
            const text = body === undefined ? '' : JSON.stringify(body);
            const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
            const response: unknown = Object.assign(Readable.from([Buffer.from(text)]), { statusCode, headers });
            callback(null, response as IncomingMessage);
          },
          (error: Error) => callback(error, null),
        );
        const request: unknown = { abort: () => undefined };
        return request as ClientRequest;
      }
    }
    return new Client({ node: 'http://domain', maxRetries: 0, Connection: EngineConnection });
  }
}
