import { type CalledService, type Flow, isResource } from '../flows/flow';
import { calledService, kindOf } from '../model/catalogue';
import type { Resource } from '../model/resource';
import type { Node } from './graph';

export const clients: Node = {
  id: 'clients',
  service: 'Clients',
  family: 'client',
  names: ['Browser, SDK, terminal'],
  notes: [],
  column: 0,
  count: 1,
};

export const idOf = (what: Resource | CalledService): string =>
  isResource(what) ? what.key : `service ${what.prefix}`;

/** A box for a resource. Its column is that of its kind; what runs on events stands behind what brings them. */
export function nodeOf(resource: Resource, flows: readonly Flow[], isScheduled: boolean): Node | undefined {
  const kind = kindOf(resource.type);
  if (!kind) return undefined;
  return {
    id: resource.key,
    service: serviceOf(resource, kind.service),
    family: kind.family,
    names: [resource.name],
    notes: [],
    column: columnOf(resource, kind.family, flows, isScheduled),
    count: 1,
  };
}

export function serviceNode(service: CalledService): Node | undefined {
  const kind = calledService(service.prefix);
  if (!kind) return undefined;
  return { id: idOf(service), ...kind, names: service.names, notes: [], column: 5, count: 1 };
}

function serviceOf({ type, properties }: Resource, service: string): string {
  if (type !== 'AWS::ApiGatewayV2::Api') return service;
  return properties.ProtocolType === 'WEBSOCKET' ? 'API Gateway WebSocket' : 'API Gateway HTTP API';
}

function columnOf(resource: Resource, family: Node['family'], flows: readonly Flow[], isScheduled: boolean): number {
  if (family === 'edge') return 0;
  if (family === 'api') return 1;
  if (family === 'compute') return isWorker(flows, isScheduled) ? 4 : 2;
  if (resource.type === 'AWS::KinesisFirehose::DeliveryStream' || resource.type === 'AWS::Pipes::Pipe') return 4;
  return family === 'messaging' ? 3 : 5;
}

function isWorker(incoming: readonly Flow[], isScheduled: boolean): boolean {
  if (incoming.some(({ kind }) => kind === 'request')) return false;
  return isScheduled || incoming.some(({ kind }) => kind === 'event');
}
