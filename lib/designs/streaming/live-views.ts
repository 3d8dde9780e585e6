import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type {
  LiveAskEnv,
  LiveConnectEnv,
  LiveDisconnectEnv,
  LivePublishEnv,
  LiveRefreshEnv,
} from '../../../lambdas/streaming/env';
import { authorizerFunction } from '../../constructs/authorizer/authorizer';
import { QueueEventSource } from '../../constructs/event-source/queue-event-source';
import { BlueprintFunction } from '../../constructs/function/function';
import { SocketApi } from '../../constructs/socket-api/socket-api';
import { alarmOnSocketErrors, toldBySocket } from '../../constructs/socket-api/socket-errors-alarm';
import type { Route } from '../../design';
import { toldVersion } from './feature-versions';
import { type LiveQueue, publishTimeout } from './live-queue';
import { handler, requiredScope, type StreamingContext } from './streaming-context';
import { rankingIndex } from './streaming-data-stack';

/** Last part of the address. */
const stageName = 'streaming-live';

/** How many topics are published at a time. */
const publishers = 20;

/** Views that are sent to whoever watches them: a WebSocket API, and what publishes to its connections. */
export class LiveViews extends Construct {
  /** How the API is reached from the edge. */
  readonly route: Route;
  readonly publish: BlueprintFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly context: StreamingContext,
    private readonly ticks: LiveQueue,
  ) {
    super(scope, id);
    const { platform, settings } = context;
    const socket = new SocketApi(this, 'Socket', {
      foundation: platform,
      stageName,
      description: 'Live views over WebSocket, subprotocol live.v1',
      throttle: settings.throttle,
    });
    const authorizer = authorizerFunction(this, 'Authorizer', {
      platform,
      kind: 'socket',
      design: 'Streaming',
      requiredScope,
      provisionedConcurrency: 0,
    });
    socket.route(authorizer, {
      $connect: this.addConnect(socket),
      $disconnect: this.addDisconnect(),
      $default: this.addAsk(socket),
    });
    this.publish = this.addPublish(socket);
    this.addRefresh();
    alarmOnSocketErrors(this, platform, socket, 'live views');
    this.route = {
      pathPattern: `/${stageName}`,
      // Its own host, as the REST API: what it shows is of this region's stream.
      domain: `${socket.api.apiId}.execute-api.${platform.region}.amazonaws.com`,
      kind: 'websocket',
      outputKey: 'LiveWebSocketUrl',
    };
  }

  private get tables() {
    const { settings, features, live } = this.context;
    return {
      FEATURES_TABLE_NAME: features.table.tableName,
      FEATURES_VERSION: String(toldVersion(settings.features)),
      LIVE_TABLE_NAME: live.table.tableName,
    };
  }

  private addConnect(socket: SocketApi): BlueprintFunction {
    const { platform, settings, live } = this.context;
    const connect = new BlueprintFunction<LiveConnectEnv>(this, 'Connect', {
      foundation: platform,
      entry: handler('live-connect'),
      description: 'Live views: remembers who a new connection belongs to, and refuses one too many',
      errorAlarm: toldBySocket,
      environment: {
        LIVE_TABLE_NAME: live.table.tableName,
        ...socket.environment,
        MOST_CONNECTIONS: String(settings.live.mostConnections),
      },
    });
    live.table.grant(connect, 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query');
    socket.grantLook(connect);
    return connect;
  }

  private addDisconnect(): BlueprintFunction {
    const { platform, live } = this.context;
    const disconnect = new BlueprintFunction<LiveDisconnectEnv>(this, 'Disconnect', {
      foundation: platform,
      entry: handler('live-disconnect'),
      description: 'Live views: forgets a connection that is gone, and what it watched',
      errorAlarm: toldBySocket,
      environment: { LIVE_TABLE_NAME: live.table.tableName },
    });
    live.table.grant(disconnect, 'dynamodb:DeleteItem', 'dynamodb:Query');
    return disconnect;
  }

  private addAsk(socket: SocketApi): BlueprintFunction {
    const { platform, settings, live } = this.context;
    const ask = new BlueprintFunction<LiveAskEnv>(this, 'Ask', {
      foundation: platform,
      entry: handler('live-ask'),
      description: 'Live views: subscribes, unsubscribes, and notes what a client has seen',
      errorAlarm: toldBySocket,
      timeout: Duration.seconds(29),
      environment: {
        ...this.tables,
        ...this.ticks.environment,
        ...socket.environment,
        MOST_TOPICS: String(settings.live.mostTopics),
      },
    });
    live.table.grant(
      ask,
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    );
    this.grantViews(ask);
    this.ticks.queue.grantSend(ask);
    socket.grantPush(ask);
    return ask;
  }

  private addPublish(socket: SocketApi): BlueprintFunction {
    const { platform, settings, live } = this.context;
    const { frames, seconds } = settings.live.slow;
    const { LIVE_QUEUE_URL } = this.ticks.environment;
    const publish = new BlueprintFunction<LivePublishEnv>(this, 'Publish', {
      foundation: platform,
      entry: handler('live-publish'),
      description: 'Live views: sends what a topic shows to those who watch it',
      timeout: publishTimeout,
      memorySize: 1024,
      environment: {
        ...this.tables,
        LIVE_QUEUE_URL,
        ...socket.environment,
        SLOW_FRAMES: String(frames),
        SLOW_SECONDS: String(seconds),
      },
    });
    live.table.grant(publish, 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem');
    this.grantViews(publish);
    socket.grantPush(publish);
    socket.grantEnd(publish);
    new QueueEventSource(this, 'Source', {
      target: publish,
      source: this.ticks.queue,
      scaling: { maxConcurrency: publishers },
      batchSize: 10,
    });
    return publish;
  }

  private addRefresh(): void {
    const { platform, live } = this.context;
    const refresh = new BlueprintFunction<LiveRefreshEnv>(this, 'Refresh', {
      foundation: platform,
      entry: handler('live-refresh'),
      description: 'Live views: has all that is watched published again, for windows that move on',
      timeout: Duration.seconds(30),
      environment: this.ticks.environment,
    });
    live.table.grant(refresh, 'dynamodb:Query');
    this.ticks.queue.grantSend(refresh);
    new events.Rule(this, 'EachMinute', {
      description: 'Windows of live views move on without an event',
      schedule: events.Schedule.rate(Duration.minutes(1)),
      targets: [new targets.LambdaFunction(refresh.target, { retryAttempts: 0 })],
    });
  }

  /** Lets a function read what topics show. */
  private grantViews(grantee: BlueprintFunction): void {
    const { table } = this.context.features;
    table.grant(grantee, 'dynamodb:BatchGetItem');
    iam.Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: [`${table.tableArn}/index/${rankingIndex.name}`],
    });
  }
}
