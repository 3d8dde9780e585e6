import { Construct } from 'constructs';
import type { ConnectEnv, DisconnectEnv, ResumeEnv, SendEnv, StopEnv } from '../../../lambdas/chat/env';
import { authorizerFunction } from '../../constructs/authorizer/authorizer';
import { BlueprintFunction } from '../../constructs/function/function';
import type { SocketApi } from '../../constructs/socket-api/socket-api';
import { toldBySocket } from '../../constructs/socket-api/socket-errors-alarm';
import type { RegionPlatform } from '../../platform/platform';
import { auditEnvironment, type ChatContext, handler, requiredScope } from './chat-context';
import { modelEnvironment } from './model-access';
import type { TierQueues } from './tier-queues';

/** The functions behind the WebSocket API, and which frame reaches which. */
export class SocketRoutes extends Construct {
  readonly authorizer: BlueprintFunction;
  readonly connect: BlueprintFunction;
  readonly send: BlueprintFunction;
  readonly resume: BlueprintFunction;

  constructor(scope: Construct, id: string, context: ChatContext, socket: SocketApi, queues: TierQueues) {
    super(scope, id);
    this.authorizer = authorizerFunction(this, 'Authorizer', {
      platform: context.platform,
      kind: 'socket',
      design: 'Chat',
      requiredScope,
      provisionedConcurrency: context.settings.provisionedConcurrency.authorize,
    });
    this.connect = this.addConnect(context);
    this.send = this.addSend(context, queues);
    this.resume = this.addResume(context, socket);
    socket.route(this.authorizer, {
      $connect: this.connect,
      $disconnect: this.addDisconnect(context),
      send: this.send,
      stop: this.addStop(context),
      resume: this.resume,
      ping: this.addWithoutState('Ping', 'ping', context),
      $default: this.addWithoutState('Reject', 'reject', context),
    });
  }

  private addConnect({ platform, connectionsTable }: ChatContext): BlueprintFunction {
    const connect = new BlueprintFunction<ConnectEnv>(this, 'Connect', {
      foundation: platform,
      ...errorAlarm(platform),
      entry: handler('connect'),
      description: 'Chat: remembers who a new connection belongs to and chooses its subprotocol',
      environment: { CONNECTIONS_TABLE_NAME: connectionsTable.tableName },
    });
    connectionsTable.grant(connect, 'dynamodb:PutItem');
    return connect;
  }

  private addDisconnect({ platform, connectionsTable }: ChatContext): BlueprintFunction {
    const disconnect = new BlueprintFunction<DisconnectEnv>(this, 'Disconnect', {
      foundation: platform,
      ...errorAlarm(platform),
      entry: handler('disconnect'),
      description: 'Chat: forgets a connection that is gone',
      environment: { CONNECTIONS_TABLE_NAME: connectionsTable.tableName },
    });
    connectionsTable.grant(disconnect, 'dynamodb:DeleteItem');
    return disconnect;
  }

  private addSend(context: ChatContext, queues: TierQueues): BlueprintFunction {
    const { platform, settings, chatTable, connectionsTable, usageTable, attachments } = context;
    const send = new BlueprintFunction<SendEnv>(this, 'Send', {
      foundation: platform,
      ...errorAlarm(platform),
      entry: handler('send'),
      description: 'Chat: admits a message, stores it and puts it in the queue of its tier',
      environment: {
        CONNECTIONS_TABLE_NAME: connectionsTable.tableName,
        CHAT_TABLE_NAME: chatTable.tableName,
        USAGE_TABLE_NAME: usageTable.tableName,
        PLATFORM_TABLE_NAME: platform.table.tableName,
        CHAT_MODELS: modelEnvironment(context).CHAT_MODELS,
        HISTORY_TTL_DAYS: String(settings.historyTtlDays),
        ...attachments.environment,
        ...auditEnvironment(context),
        ...queues.environment,
      },
      provisionedConcurrency: settings.provisionedConcurrency.send,
    });
    connectionsTable.grant(send, 'dynamodb:GetItem');
    chatTable.grant(send, 'dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    platform.table.grant(send, 'dynamodb:GetItem');
    usageTable.grant(send, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    attachments.grant(send, 's3:GetObject');
    queues.paid.grantSend(send);
    queues.free.grantSend(send);
    platform.audit.grantPut(send);
    return send;
  }

  private addStop({ platform, chatTable, connectionsTable }: ChatContext): BlueprintFunction {
    const stop = new BlueprintFunction<StopEnv>(this, 'Stop', {
      foundation: platform,
      ...errorAlarm(platform),
      entry: handler('stop'),
      description: 'Chat: asks the worker to end an answer',
      environment: { CONNECTIONS_TABLE_NAME: connectionsTable.tableName, CHAT_TABLE_NAME: chatTable.tableName },
    });
    connectionsTable.grant(stop, 'dynamodb:GetItem');
    chatTable.grant(stop, 'dynamodb:UpdateItem');
    return stop;
  }

  private addResume(context: ChatContext, socket: SocketApi): BlueprintFunction {
    const { platform, chatTable, connectionsTable } = context;
    const resume = new BlueprintFunction<ResumeEnv>(this, 'Resume', {
      foundation: platform,
      ...errorAlarm(platform),
      entry: handler('resume'),
      description: 'Chat: replays what a lost connection missed of an answer',
      environment: {
        CONNECTIONS_TABLE_NAME: connectionsTable.tableName,
        CHAT_TABLE_NAME: chatTable.tableName,
        ...socket.environment,
      },
    });
    connectionsTable.grant(resume, 'dynamodb:GetItem');
    chatTable.grant(resume, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    socket.grantPush(resume);
    return resume;
  }

  private addWithoutState(id: string, verb: 'ping' | 'reject', { platform }: ChatContext): BlueprintFunction {
    return new BlueprintFunction(this, id, {
      foundation: platform,
      ...errorAlarm(platform),
      entry: handler(verb),
      description: verb === 'ping' ? 'Chat: answers a ping' : 'Chat: answers frames that are no action of the protocol',
      environment: {},
    });
  }
}

/** Of functions behind the socket: where it has an alarm on the first error, one each would say the same again. */
const errorAlarm = ({ settings }: RegionPlatform) => (settings.alarms.overlapping ? {} : { errorAlarm: toldBySocket });
