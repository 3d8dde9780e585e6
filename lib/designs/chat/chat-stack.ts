import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DesignDashboard } from '../../constructs/dashboard/dashboard';
import { SocketApi } from '../../constructs/socket-api/socket-api';
import type { Route } from '../../design';
import { StageStack } from '../../stage-stack';
import { type ChatContext, restStageName, webSocketStageName } from './chat-context';
import { HttpApi } from './http-api';
import { modelsIn } from './models';
import { ChatMonitoring } from './monitoring';
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
    const socket = new SocketApi(this, 'Socket', {
      foundation: platform,
      stageName: webSocketStageName,
      description: 'Chat over WebSocket, subprotocol chat.v1',
      throttle: context.settings.throttle,
    });
    const { authorizer, connect, send, resume } = new SocketRoutes(this, 'SocketRoutes', context, socket, queues);
    const { generate } = new Worker(this, 'Worker', context, socket, queues);
    const http = new HttpApi(this, 'Http', context);
    const { widgets } = new ChatMonitoring(this, 'Monitoring', { ...context, rest: http.api, socket });
    new DesignDashboard(this, 'Dashboard', {
      name: this.stackName,
      widgets,
      // The ones an answer depends on; the others have alarms.
      functions: {
        'authorize socket': authorizer,
        'authorize request': http.authorizer,
        connect,
        send,
        resume,
        generate,
        complete: http.functions.complete,
      },
      queues: { paid: queues.paid, free: queues.free },
    });
    if (platform.isPrimary) {
      new CfnOutput(this, 'ChatModels', { value: JSON.stringify(modelsIn(platform.region, context.settings.models)) });
    }
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
