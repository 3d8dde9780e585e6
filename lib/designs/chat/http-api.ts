import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { buffered, streaming } from '../../constructs/rest-api/integrations';
import { BlueprintRestApi } from '../../constructs/rest-api/rest-api';
import { type ChatContext, requiredScope, restStageName } from './chat-context';
import { HttpFunctions } from './http-functions';
import { generationTimeout } from './tier-queues';

/** The REST API: OpenAI's own interface with response streaming, connection tickets, conversations. */
export class HttpApi extends BlueprintRestApi<HttpFunctions> {
  constructor(scope: Construct, id: string, context: ChatContext) {
    const { platform, settings } = context;
    const props = {
      platform,
      design: 'Chat',
      description: 'Chat over HTTP: the interface of the OpenAI API, connection tickets, conversations',
      stageName: restStageName,
      requiredScope,
      throttle: settings.throttle,
      warmAuthorizers: settings.provisionedConcurrency.authorize,
    };
    super(scope, id, props, (api) => new HttpFunctions(api, 'Functions', context));
    this.addMethods();
  }

  private addMethods(): void {
    const { secured } = this;
    const { complete, listModels, createTicket, getUsage, manageProfile } = this.functions;
    const v1 = this.api.root.addResource('v1');
    v1.addResource('chat')
      .addResource('completions')
      .addMethod('POST', streaming(complete, generationTimeout), {
        ...secured,
        requestModels: { 'application/json': this.addCompletionModel() },
      });
    v1.addResource('models').addMethod('GET', buffered(listModels), secured);
    v1.addResource('connections').addResource('ticket').addMethod('POST', buffered(createTicket), secured);
    v1.addResource('usage').addMethod('GET', buffered(getUsage), secured);
    const profile = v1.addResource('profile');
    for (const method of ['GET', 'PUT']) profile.addMethod(method, buffered(manageProfile), secured);
    this.addConversations(v1.addResource('conversations'));
    this.addAttachments(v1.addResource('attachments'));
  }

  private addConversations(conversations: apigateway.Resource): void {
    const { getConversation, manageConversations, exportConversation } = this.functions;
    const manage = buffered(manageConversations);
    const ofOne = this.onPath('conversationId');
    conversations.addMethod('GET', manage, this.secured);
    const one = conversations.addResource('{conversationId}');
    one.addMethod('GET', buffered(getConversation), ofOne);
    one.addMethod('PATCH', manage, ofOne);
    one.addMethod('DELETE', manage, ofOne);
    one.addResource('export').addMethod('GET', streaming(exportConversation, generationTimeout), ofOne);
    one
      .addResource('messages')
      .addResource('{messageId}')
      .addResource('feedback')
      .addMethod('POST', manage, this.onPath('conversationId', 'messageId'));
  }

  private addAttachments(attachments: apigateway.Resource): void {
    const target = streaming(this.functions.attachments, generationTimeout);
    attachments.addMethod('POST', target, this.secured);
    attachments.addResource('{attachmentId}').addMethod('GET', target, this.onPath('attachmentId'));
  }

  /** Turns away what is no request at all before it costs an invocation; the handler checks the rest and says what is wrong. */
  private addCompletionModel(): apigateway.Model {
    return this.api.addModel('CompletionRequest', {
      contentType: 'application/json',
      schema: {
        schema: apigateway.JsonSchemaVersion.DRAFT4,
        type: apigateway.JsonSchemaType.OBJECT,
        required: ['messages'],
        properties: { messages: { type: apigateway.JsonSchemaType.ARRAY } },
      },
    });
  }
}
