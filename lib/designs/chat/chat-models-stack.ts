import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { GpuEndpoint } from '../../constructs/gpu-endpoint/gpu-endpoint';
import type { RegionPlatform } from '../../platform/platform';
import { StageStack } from '../../stage-stack';
import type { SelfHostedSettings } from './self-hosted-settings';

/** The model that a stage hosts itself, in one region. Apart from chat's stack: an endpoint takes half an hour to come. */
export class ChatModelsStack extends StageStack {
  readonly gpu: GpuEndpoint;

  constructor(scope: Construct, platform: RegionPlatform, bucketName: string, settings: SelfHostedSettings) {
    super(scope, {
      settings: platform.settings,
      region: platform.region,
      part: 'chat-models',
      design: 'chat',
      description: 'Chat: a model on GPU instances',
    });
    const { copies, warmHours, toolCallParser } = settings;
    this.gpu = new GpuEndpoint(this, 'Gpu', {
      foundation: platform,
      name: 'chat',
      mode: 'components',
      model: {
        artifacts: { bucketName, prefix: settings.prefix, files: settings.files },
        environment: {
          SM_VLLM_MAX_MODEL_LEN: String(settings.contextTokens),
          ...(toolCallParser && {
            SM_VLLM_ENABLE_AUTO_TOOL_CHOICE: 'true',
            SM_VLLM_TOOL_CALL_PARSER: toolCallParser,
          }),
        },
      },
      instanceType: settings.instanceType,
      gpusPerCopy: settings.gpusPerCopy,
      scale: {
        ...copies,
        ...(warmHours && {
          warmHours: {
            from: warmHours.from,
            until: warmHours.until,
            min: warmHours.copies,
            timeZone: warmHours.timeZone,
          },
        }),
      },
      monthlyBudgetUsd: settings.monthlyBudgetUsd,
      latencyAlarm: Duration.millis(settings.latencyAlarmMs),
    });
  }
}

/** The stage's own model in a region; undefined where the stage has none, or no files of it there. */
export function selfHostedIn(
  scope: Construct,
  platform: RegionPlatform,
  settings: SelfHostedSettings | undefined,
): GpuEndpoint | undefined {
  const bucketName = settings?.buckets[platform.region];
  return settings && bucketName ? new ChatModelsStack(scope, platform, bucketName, settings).gpu : undefined;
}
