import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { GenerateEnv } from '../../../lambdas/chat/env';
import { QueueEventSource } from '../../constructs/event-source/queue-event-source';
import { BlueprintFunction } from '../../constructs/function/function';
import type { SocketApi } from '../../constructs/socket-api/socket-api';
import type { OfferedTool } from '../../platform/platform';
import { auditEnvironment, type ChatContext, handler } from './chat-context';
import { grantModels, modelEnvironment } from './model-access';
import { generationReceiveCount, generationTimeout, type TierQueues } from './tier-queues';

/** Lets a function call the tools of other designs, and none of their other functions. */
function grantTools(grantee: iam.IGrantable, tools: readonly OfferedTool[]): void {
  if (tools.length === 0) return;
  const resourceArns = tools.map(({ functionArn }) => functionArn);
  iam.Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns });
}

/** Generates answers. API Gateway ends an integration at 29 s, so this runs from the queues and pushes frames. */
export class Worker extends Construct {
  readonly generate: BlueprintFunction;

  constructor(scope: Construct, id: string, context: ChatContext, socket: SocketApi, queues: TierQueues) {
    super(scope, id);
    const { platform, settings, chatTable, usageTable, attachments, tools } = context;
    this.generate = new BlueprintFunction<GenerateEnv>(this, 'Generate', {
      foundation: platform,
      entry: handler('generate'),
      description: 'Chat: generates an answer, streams it to the connection and stores it once',
      timeout: generationTimeout,
      environment: {
        CHAT_TABLE_NAME: chatTable.tableName,
        USAGE_TABLE_NAME: usageTable.tableName,
        PLATFORM_TABLE_NAME: platform.table.tableName,
        HISTORY_TTL_DAYS: String(settings.historyTtlDays),
        MAX_RECEIVE_COUNT: String(generationReceiveCount),
        ...attachments.environment,
        ...modelEnvironment(context),
        ...socket.environment,
        ...auditEnvironment(context),
        ...queues.environment,
        ...(tools.length > 0 && { TOOL_FUNCTIONS: Stack.of(this).toJsonString(tools) }),
      },
      provisionedConcurrency: settings.provisionedConcurrency.generate,
    });
    chatTable.grant(
      this.generate,
      'dynamodb:ConditionCheckItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:Query',
    );
    platform.table.grant(this.generate, 'dynamodb:GetItem');
    usageTable.grant(this.generate, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    attachments.grant(this.generate, 's3:GetObject');
    grantModels(this.generate, context);
    socket.grantPush(this.generate);
    grantTools(this.generate, tools);
    platform.audit.grantPut(this.generate);
    for (const tier of ['paid', 'free'] as const) {
      new QueueEventSource(this, tier === 'paid' ? 'Paid' : 'Free', {
        target: this.generate,
        source: queues[tier],
        scaling: settings.generations[tier],
      });
    }
  }
}
