import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { ObjectStore } from './engines/s3/object-store';
import type { HostMap } from './host-map';
import type { Resources } from './resources';
import type { FunctionInvoker, ResolvedResource } from './types';

/** Custom resources whose functions run here, as they do while a stack is deployed. */
export const servedCustomResources = ['Custom::SearchIndex', 'Custom::PublishedFiles', 'Custom::RegisteredClient'];

const answerSchema = z.looseObject({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string(),
});

type Lifecycle = 'Create' | 'Update' | 'Delete';

export interface CustomResourcesParts {
  readonly resources: Resources;
  readonly hosts: HostMap;
  readonly functions: Pick<FunctionInvoker, 'invoke'>;
  readonly objects: Pick<ObjectStore, 'createBucket' | 'put'>;
}

/** CloudFormation's side of custom resources: sends their functions an event, and waits for the answer at an address. */
export class CustomResources {
  readonly #physicalIds = new Map<string, string>();

  constructor(private readonly parts: CustomResourcesParts) {}

  /** Uploads the assembly's file assets, and creates each custom resource. @throws Error with the reason of one that failed */
  async deploy(): Promise<void> {
    await this.#uploadAssets();
    await this.send('Create');
  }

  /** Sends an event of the life of a stack to every custom resource; the last made is deleted first. @throws Error with the reason of one that failed */
  async send(requestType: Lifecycle): Promise<void> {
    const resources = this.parts.resources.ofType(...servedCustomResources);
    if (requestType === 'Delete') resources.reverse();
    for (const resource of resources) await this.#send(requestType, resource);
  }

  /** Updates every resource of a type, with some of its properties changed. @throws Error with the reason of one that failed */
  async update(type: string, change: Readonly<Record<string, unknown>> = {}): Promise<void> {
    for (const resource of this.parts.resources.ofType(type)) await this.#send('Update', resource, change);
  }

  async #send(
    RequestType: Lifecycle,
    resource: ResolvedResource,
    change: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const { hosts, functions } = this.parts;
    const declared = JSON.parse(hosts.rewrite(JSON.stringify(resource.properties))) as Record<string, unknown>;
    const properties = { ...declared, ...change };
    const serviceToken = String(properties.ServiceToken);
    const known = this.#physicalIds.get(resource.path);
    const answer = await answerTo((ResponseURL) =>
      functions.invoke(serviceToken, {
        RequestType,
        ResponseURL,
        ServiceToken: serviceToken,
        StackId: resource.stack,
        RequestId: randomUUID(),
        LogicalResourceId: resource.logicalId,
        ResourceType: resource.type,
        ResourceProperties: properties,
        ...(RequestType === 'Create' ? {} : { PhysicalResourceId: known }),
        ...(RequestType === 'Update' ? { OldResourceProperties: declared } : {}),
      }),
    );
    if (answer.Status === 'FAILED') throw new Error(`${resource.path}: ${RequestType} failed: ${answer.Reason}`);
    this.#physicalIds.set(resource.path, answer.PhysicalResourceId);
  }

  async #uploadAssets(): Promise<void> {
    const { resources, objects } = this.parts;
    const buckets = new Set<string>();
    for (const { bucket, key, path } of resources.fileAssets()) {
      if (!buckets.has(bucket)) await objects.createBucket(bucket);
      buckets.add(bucket);
      await objects.put(bucket, key, { body: await readFile(path), contentType: 'application/octet-stream' });
    }
  }
}

/** Opens an address, has a function told of it, and gives what was put there. */
async function answerTo(invoke: (responseUrl: string) => ReturnType<FunctionInvoker['invoke']>) {
  let answered: string | undefined;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      answered = body;
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const result = await invoke(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${randomUUID()}`);
    if (!result.ok) throw new Error(`custom resource: ${result.errorType}: ${result.errorMessage}`);
    if (answered === undefined) throw new Error('The function of a custom resource ended without an answer');
    return answerSchema.parse(JSON.parse(answered));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
