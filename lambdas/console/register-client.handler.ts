import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation } from '../shared/answer-cloud-formation';
import { type CustomResourceResult, createCustomResource } from '../shared/custom-resource';
import type { AppClientStore } from '../shared/stores/app-client-store';
import { appClients, logger } from './deps';
import { registrationSchema } from './domain/registration';

export interface RegisterClientDeps {
  readonly clients: Pick<AppClientStore, 'put' | 'remove'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Keeps an app client registered for as long as `Custom::RegisteredClient` stands. Every step may be repeated. Another client
 * is another resource: CloudFormation deletes the former one when the update is done, or the new one when it is taken back.
 */
export function createRegisterClient({ clients, now }: RegisterClientDeps) {
  return async (event: CloudFormationCustomResourceEvent, signal: AbortSignal): Promise<CustomResourceResult> => {
    if (event.RequestType === 'Delete') {
      // By the properties, not by the id: a creation that failed late has none of its own and may have registered the client.
      const withdrawn = registrationSchema.safeParse(event.ResourceProperties);
      if (withdrawn.success) await clients.remove(withdrawn.data.ClientId, signal);
      return { physicalResourceId: event.PhysicalResourceId };
    }
    const { ClientId, Name } = registrationSchema.parse(event.ResourceProperties);
    await clients.put(ClientId, { name: Name, registeredAt: new Date(now()).toISOString() }, signal);
    const failed = failedUpdate(event, ClientId);
    if (failed !== undefined) await clients.remove(failed, signal);
    return { physicalResourceId: ClientId };
  };
}

/** The client of an update that failed and is now taken back: it never became a resource that would be deleted. */
function failedUpdate(event: CloudFormationCustomResourceEvent, clientId: string): string | undefined {
  if (event.RequestType !== 'Update' || event.PhysicalResourceId !== clientId) return undefined;
  const tried = registrationSchema.safeParse(event.OldResourceProperties);
  return tried.success && tried.data.ClientId !== clientId ? tried.data.ClientId : undefined;
}

export const handler = createCustomResource({
  apply: createRegisterClient({ clients: appClients(), now: Date.now }),
  answer: answerCloudFormation,
  onError: (error) => logger.error('The app client could not be registered or withdrawn', error as Error),
});
