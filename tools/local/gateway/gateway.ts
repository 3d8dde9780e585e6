import { finished } from 'node:stream/promises';
import {
  type Caller,
  type Engine,
  notServed,
  type ServiceCall,
  ServiceError,
  type ServiceResponse,
} from '../engines/engine';
import { type Access, AccessDenied, type Requirement } from '../iam/access';
import { actionMaps } from './actions';
import type { ActionMap, IncomingCall } from './actions/action-map';
import type { Cors } from './cors';
import { Credentials, credentialScope } from './credentials';
import { writeError } from './error-response';
import { isFormUpload, readFormUpload } from './form-upload';
import { type AnyRequest, type AnyResponse, type Listener, listen, readBody } from './listener';
import { readPresigned } from './presigned';
import { ResponseBuffer } from './response-buffer';

/** Something a function asked for that the laptop does not serve. */
export interface Unserved {
  readonly caller: string;
  readonly service: string;
  readonly operation: string;
}

/** A call made inside this process, in the JSON protocol. */
export interface InternalCall {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly caller: Caller;
  readonly input: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}

/**
 * The one endpoint of every AWS service on this machine. It knows the caller by the access key and the service by the
 * signature's scope, checks the caller's policies, and hands the call to the engine of the service.
 */
export class Gateway {
  readonly credentials = new Credentials();
  /** The person at the keyboard, who may do all. */
  readonly operator: Caller = { name: 'operator' };
  private readonly engines = new Map<string, Engine>();
  private readonly refused: Unserved[] = [];
  private access: Access | undefined;
  private cors: Cors | undefined;
  private listener: Listener | undefined;

  /** Listens on a free port. Calls before `enforce` are refused. */
  async start(): Promise<void> {
    this.listener = await listen((request, response) => void this.receive(request, response));
  }

  /** Address such as `http://127.0.0.1:41234`. */
  get endpoint(): string {
    if (!this.listener) throw new Error('the gateway has not started');
    return `http://127.0.0.1:${this.listener.port}`;
  }

  /** From now on calls are checked against these policies. */
  enforce(access: Access): void {
    this.access = access;
  }

  /** From now on the pages of a browser may do what the buckets' rules say. */
  allowPages(cors: Cors): void {
    this.cors = cors;
  }

  register(engine: Engine): void {
    for (const service of engine.services) this.engines.set(service, engine);
  }

  /** Calls that failed because nothing serves them. */
  unserved(): readonly Unserved[] {
    return this.refused;
  }

  /**
   * Makes a call inside this process, with the caller's permissions checked like those of any other call.
   * @throws ServiceError as the service words it; AccessDenied when the caller may not
   */
  async call({ input, service, operation, region, caller, signal }: InternalCall): Promise<unknown> {
    const body = Buffer.from(JSON.stringify(input));
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Local.${operation}` };
    const incoming: IncomingCall = { service, region, method: 'POST', path: '/', headers, body };
    const call = { ...incoming, operation, caller, signal: signal ?? new AbortController().signal };
    const response = new ResponseBuffer();
    await this.serve(this.mapOf(service, caller), call, response);
    if (!response.writableEnded) response.end();
    await finished(response);
    const text = response.body.toString('utf8');
    const output: unknown = text ? JSON.parse(text) : {};
    if (response.statusCode < 300) return output;
    const { __type = 'UnknownError', message = text } = output as Record<string, string>;
    throw new ServiceError(__type.replace(/^.*#/, ''), message, response.statusCode);
  }

  async stop(): Promise<void> {
    await this.listener?.close();
  }

  private async receive(request: AnyRequest, response: AnyResponse): Promise<void> {
    const aborted = new AbortController();
    response.once('close', () => {
      if (!response.writableEnded) aborted.abort();
    });
    const { method = 'GET', url: path = '/', headers } = request;
    let map: ActionMap | undefined;
    try {
      if (method === 'OPTIONS') {
        map = actionMaps.s3;
        return this.answerPreflight(request, response);
      }
      if (new URL(path, 'http://aws').searchParams.has('X-Amz-Signature')) map = actionMaps.s3;
      if (isFormUpload(method, headers['content-type'])) {
        map = actionMaps.s3;
        return await this.receiveForm(request, response, aborted.signal);
      }
      const presigned = readPresigned({ method, path, headers }, (id) => this.credentials.keyOf(id), Date.now());
      const scope = presigned ?? credentialScope(headers.authorization);
      if (!scope) throw new ServiceError('MissingAuthenticationToken', 'the request is not signed', 403);
      const caller = this.credentials.callerOf(scope.accessKeyId);
      map = this.mapOf(scope.service, caller);
      if (!caller) throw new ServiceError('UnrecognizedClientException', 'the access key is not of this run', 403);
      const incoming = { method, path, ...scope, headers, body: await readBody(request) };
      const call = { ...incoming, operation: map.operation(incoming), caller, signal: aborted.signal };
      await this.serve(map, call, response);
    } catch (error) {
      writeError(response, map?.protocol ?? 'json', toServiceError(error, map));
    }
  }

  /** An upload that a browser posts to S3: signed not by a header but by the policy among its fields. */
  private async receiveForm(request: AnyRequest, response: AnyResponse, signal: AbortSignal): Promise<void> {
    const { url: path = '/', headers } = request;
    const bucket = bucketOf(path);
    // Also a refusal can then be read by the page.
    for (const [name, value] of Object.entries(this.cors?.headers(bucket, 'POST', headers) ?? {}))
      response.setHeader(name, String(value));
    const posted = { contentType: String(headers['content-type']), body: await readBody(request), bucket };
    const upload = await readFormUpload(posted, (id) => this.credentials.keyOf(id), new Date());
    const { accessKeyId, region, key, contentType, body } = upload;
    const caller = this.credentials.callerOf(accessKeyId);
    if (!caller) throw new ServiceError('InvalidAccessKeyId', 'the access key is not of this run', 403);
    const incoming: IncomingCall = {
      service: 's3',
      region,
      method: 'PUT',
      path: `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`,
      headers: { 'content-type': contentType, 'content-length': String(body.length) },
      body,
    };
    const map = this.mapOf('s3', caller);
    const stored = new ResponseBuffer();
    await this.serve(map, { ...incoming, operation: 'PostObject', caller, signal }, stored);
    if (stored.statusCode >= 300)
      throw new ServiceError('InternalError', stored.body.toString('utf8'), stored.statusCode);
    const answer: ServiceResponse = response;
    answer.writeHead(204, { etag: stored.headers.etag });
    answer.end();
  }

  /** A browser asks whether a page may send something to a bucket. */
  private answerPreflight({ url = '/', headers }: AnyRequest, response: AnyResponse): void {
    const allowed = this.cors?.headers(bucketOf(url), 'OPTIONS', headers);
    if (!allowed) {
      throw new ServiceError('AccessForbidden', 'CORSResponse: no rule of the bucket allows this request.', 403);
    }
    const answer: ServiceResponse = response;
    answer.writeHead(200, allowed);
    answer.end();
  }

  private async serve(map: ActionMap, call: ServiceCall, response: ServiceResponse): Promise<void> {
    const requirements = map.requirements(call, call.operation);
    const engine = this.engines.get(call.service);
    if (!requirements || !engine) {
      this.refused.push({ caller: call.caller.name, service: call.service, operation: call.operation });
      throw notServed(call);
    }
    if (!this.access) throw new ServiceError('ServiceUnavailable', 'the laptop is still starting', 503);
    const { access } = this;
    access.authorize(call.caller, requirements, call.region);
    const may = (requirement: Requirement) => access.allows(call.caller, requirement, call.region);
    await engine.handle({ ...call, may }, response);
  }

  private mapOf(service: string, caller: Caller | undefined): ActionMap {
    const map = actionMaps[service];
    if (map) return map;
    this.refused.push({ caller: caller?.name ?? 'unknown', service, operation: 'any' });
    throw notServed({ service, operation: 'any operation' });
  }
}

/** The first part of a path: buckets are named in paths here. */
const bucketOf = (path: string): string => new URL(path, 'http://s3').pathname.split('/')[1] ?? '';

function toServiceError(error: unknown, map: ActionMap | undefined): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof AccessDenied) {
    return new ServiceError(map?.accessDenied ?? 'AccessDenied', error.message, map?.protocol === 'json' ? 400 : 403);
  }
  return new ServiceError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
}
