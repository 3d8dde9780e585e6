import { randomBytes } from 'node:crypto';
import type { Caller } from '../engines/engine';

/** An access key of this run; the gateway knows its owner by the id. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Access keys of this run, one per caller. */
export class Credentials {
  private readonly keys = new Map<string, AccessKey>();
  private readonly callers = new Map<string, Caller>();

  /** The caller's access key, made at the first call. */
  issue(caller: Caller): AccessKey {
    const owner = `${caller.name} ${caller.service?.sourceArn}`;
    const known = this.keys.get(owner);
    if (known) return known;
    const key = {
      accessKeyId: `LOCAL${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(20).toString('hex'),
    };
    this.keys.set(owner, key);
    this.callers.set(key.accessKeyId, caller);
    return key;
  }

  /** The access key of that id, to check a signature with. */
  keyOf(accessKeyId: string): AccessKey | undefined {
    return [...this.keys.values()].find((key) => key.accessKeyId === accessKeyId);
  }

  callerOf(accessKeyId: string): Caller | undefined {
    return this.callers.get(accessKeyId);
  }
}

/** Who signed a request, for which service and region, by its SigV4 credential scope. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

const scope = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;

/** Reads the scope from the `Authorization` header; `undefined` when the request is not signed. */
export function credentialScope(authorization: string | undefined): CredentialScope | undefined {
  const [, accessKeyId, region, service] = scope.exec(authorization ?? '') ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}
