import { defineDesign } from '../../design';
import { ChatDataStack, ChatPrimaryDataStack } from './chat-data-stack';
import { selfHostedIn } from './chat-models-stack';
import { ChatStack } from './chat-stack';
import { checkRegions } from './regions';
import { chatConfiguration } from './settings';
import { workload } from './workload';

/** Streamed chat over WebSocket and over OpenAI's HTTP interface. */
export const chat = defineDesign({
  name: 'chat',
  summary: 'Streamed, resumable chat over WebSocket and the OpenAI interface, on Amazon Bedrock',
  workload,
  configuration: chatConfiguration,
  define(scope, platform, settings) {
    checkRegions(platform.settings.stage, platform.settings.regions, settings);
    const primaryData = new ChatPrimaryDataStack(scope, platform, settings);
    const [primary] = platform.regions.map((region) => {
      const data = region.isPrimary ? primaryData : new ChatDataStack(scope, region, settings);
      return new ChatStack(scope, {
        platform: region,
        tools: platform.tools,
        settings,
        chatTable: primaryData.conversations.inRegion(region.region),
        gpu: selfHostedIn(scope, region, settings.selfHosted),
        usageTable: primaryData.usage.inRegion(region.region),
        connectionsTable: data.connections.table,
        attachments: data.attachments,
      });
    });
    return primary?.routes ?? [];
  },
});
