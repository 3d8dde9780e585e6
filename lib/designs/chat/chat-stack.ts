import type { Construct } from 'constructs';
import type { Route } from '../../design';
import { StageStack } from '../../stage-stack';
import { type ChatContext, restStageName, webSocketStageName } from './chat-context';
import { HttpApi } from './http-api';
import { SocketApi } from './socket-api';
import { SocketRoutes } from './socket-routes';
import { TierQueues } from './tier-queues';
import { Worker } from './worker';

/** Chat's compute in one region: both APIs, the queues between them and the worker. Holds no state of its own. */
export class ChatStack extends StageStack {
  /** How this region's APIs are reached from the edge. */
  readonly routes: readonly Route[];

  constructor(scope: Construct, context: ChatContext) {
    const { platform } = context;
    super(scope, {
      settings: platform.settings,
      region: platform.region,
      part: 'chat',
      design: 'chat',
      description: 'Chat: WebSocket and REST APIs, queues, worker',
    });
    const queues = new TierQueues(this, 'Queues', platform);
    const socket = new SocketApi(this, 'Socket', context);
    new SocketRoutes(this, 'SocketRoutes', context, socket, queues);
    new Worker(this, 'Worker', context, socket, queues);
    const http = new HttpApi(this, 'Http', context);
    this.routes = [
      {
        pathPattern: `/${restStageName}/*`,
        domain: platform.publishRest(http.api.deploymentStage),
        kind: 'rest',
        outputKey: 'ChatApiUrl',
      },
      {
        pathPattern: `/${webSocketStageName}`,
        domain: platform.publishWebSocket(socket.stage),
        kind: 'websocket',
        outputKey: 'ChatWebSocketUrl',
      },
    ];
  }
}
