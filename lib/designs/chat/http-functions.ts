import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type {
  AttachmentsEnv,
  CompleteEnv,
  ExportConversationEnv,
  GetConversationEnv,
  GetUsageEnv,
  ListModelsEnv,
  ManageConversationsEnv,
  ManageProfileEnv,
} from '../../../lambdas/chat/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { ticketFunction } from '../../constructs/ticket/ticket-function';
import { auditEnvironment, type ChatContext, handler } from './chat-context';
import { grantModels, modelEnvironment } from './model-access';
import { grantOwnerIndex } from './owner-index';
import { generationTimeout } from './tier-queues';

/** For functions that few requests reach. */
const throttledWithOthers = {
  noAlarmBecause:
    'They share the concurrency of the account with the functions that answer: when it is used up, their alarms ring.',
};

/** The functions behind the REST API. */
export class HttpFunctions extends Construct {
  readonly complete: BlueprintFunction;
  readonly listModels: BlueprintFunction;
  readonly createTicket: BlueprintFunction;
  readonly getUsage: BlueprintFunction;
  readonly manageProfile: BlueprintFunction;
  readonly getConversation: BlueprintFunction;
  readonly manageConversations: BlueprintFunction;
  readonly exportConversation: BlueprintFunction;
  readonly attachments: BlueprintFunction;

  constructor(scope: Construct, id: string, context: ChatContext) {
    super(scope, id);
    this.complete = this.addComplete(context);
    this.listModels = this.addListModels(context);
    this.createTicket = ticketFunction(this, 'CreateTicket', { platform: context.platform, design: 'Chat' });
    this.getUsage = this.addGetUsage(context);
    this.manageProfile = this.addManageProfile(context);
    this.getConversation = this.addGetConversation(context);
    this.manageConversations = this.addManageConversations(context);
    this.exportConversation = this.addExportConversation(context);
    this.attachments = this.addAttachments(context);
  }

  private addComplete(context: ChatContext): BlueprintFunction {
    const { platform, settings, usageTable } = context;
    const complete = new BlueprintFunction<CompleteEnv>(this, 'Complete', {
      foundation: platform,
      entry: handler('complete'),
      description: 'Chat: answers POST /v1/chat/completions, streamed or whole',
      timeout: generationTimeout,
      environment: {
        PLATFORM_TABLE_NAME: platform.table.tableName,
        USAGE_TABLE_NAME: usageTable.tableName,
        ...modelEnvironment(context),
        ...auditEnvironment(context),
      },
      provisionedConcurrency: settings.provisionedConcurrency.complete,
    });
    platform.table.grant(complete, 'dynamodb:GetItem');
    usageTable.grant(complete, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    grantModels(complete, context);
    platform.audit.grantPut(complete);
    return complete;
  }

  private addListModels(context: ChatContext): BlueprintFunction {
    return new BlueprintFunction<ListModelsEnv>(this, 'ListModels', {
      foundation: context.platform,
      entry: handler('list-models'),
      description: 'Chat: answers GET /v1/models',
      environment: { CHAT_MODELS: modelEnvironment(context).CHAT_MODELS },
    });
  }

  private addGetUsage(context: ChatContext): BlueprintFunction {
    const { platform, usageTable } = context;
    const getUsage = new BlueprintFunction<GetUsageEnv>(this, 'GetUsage', {
      foundation: platform,
      entry: handler('get-usage'),
      description: 'Chat: answers GET /v1/usage',
      environment: {
        PLATFORM_TABLE_NAME: platform.table.tableName,
        USAGE_TABLE_NAME: usageTable.tableName,
        CHAT_MODELS: modelEnvironment(context).CHAT_MODELS,
      },
    });
    platform.table.grant(getUsage, 'dynamodb:GetItem');
    usageTable.grant(getUsage, 'dynamodb:GetItem', 'dynamodb:Query');
    return getUsage;
  }

  private addManageProfile(context: ChatContext): BlueprintFunction {
    const manageProfile = new BlueprintFunction<ManageProfileEnv>(this, 'ManageProfile', {
      foundation: context.platform,
      entry: handler('manage-profile'),
      description: 'Chat: answers GET and PUT /v1/profile',
      environment: {
        CHAT_TABLE_NAME: context.chatTable.tableName,
        CHAT_MODELS: modelEnvironment(context).CHAT_MODELS,
      },
    });
    context.chatTable.grant(manageProfile, 'dynamodb:GetItem', 'dynamodb:PutItem');
    return manageProfile;
  }

  private addGetConversation({ platform, chatTable }: ChatContext): BlueprintFunction {
    const getConversation = new BlueprintFunction<GetConversationEnv>(this, 'GetConversation', {
      foundation: platform,
      entry: handler('get-conversation'),
      description: 'Chat: answers GET /v1/conversations/{conversationId}',
      environment: { CHAT_TABLE_NAME: chatTable.tableName },
    });
    chatTable.grant(getConversation, 'dynamodb:Query');
    return getConversation;
  }

  private addManageConversations(context: ChatContext): BlueprintFunction {
    const { platform, chatTable, attachments } = context;
    const manageConversations = new BlueprintFunction<ManageConversationsEnv>(this, 'ManageConversations', {
      foundation: platform,
      entry: handler('manage-conversations'),
      description: 'Chat: lists, renames and deletes conversations, and takes feedback on answers',
      timeout: Duration.seconds(29),
      environment: { CHAT_TABLE_NAME: chatTable.tableName, ...attachments.environment, ...auditEnvironment(context) },
    });
    chatTable.grant(
      manageConversations,
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    );
    grantOwnerIndex(manageConversations, chatTable);
    attachments.grant(manageConversations, 's3:DeleteObject');
    platform.audit.grantPut(manageConversations);
    return manageConversations;
  }

  private addExportConversation({ platform, chatTable }: ChatContext): BlueprintFunction {
    const exportConversation = new BlueprintFunction<ExportConversationEnv>(this, 'ExportConversation', {
      foundation: platform,
      entry: handler('export-conversation'),
      description: 'Chat: streams a whole conversation as JSON or Markdown',
      throttleAlarm: throttledWithOthers,
      timeout: Duration.minutes(1),
      environment: { CHAT_TABLE_NAME: chatTable.tableName },
    });
    chatTable.grant(exportConversation, 'dynamodb:Query');
    return exportConversation;
  }

  private addAttachments({ platform, settings, chatTable, attachments }: ChatContext): BlueprintFunction {
    const target = new BlueprintFunction<AttachmentsEnv>(this, 'Attachments', {
      foundation: platform,
      entry: handler('attachments'),
      description: 'Chat: signs uploads, and gives files back to their owners',
      throttleAlarm: throttledWithOthers,
      timeout: Duration.minutes(1),
      environment: {
        CHAT_TABLE_NAME: chatTable.tableName,
        HISTORY_TTL_DAYS: String(settings.historyTtlDays),
        ...attachments.environment,
      },
    });
    chatTable.grant(target, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    // An upload is made by who has the form, with the permission of the role that signed it.
    attachments.grant(target, 's3:GetObject', 's3:PutObject');
    return target;
  }
}
