import { Fn, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from './config';

export interface StageStackProps {
  readonly settings: Settings;
  readonly region: string;
  /** What the stack is within the stage, such as `chat-data`. */
  readonly part: string;
  readonly description: string;
  /** There is one of it in the whole stage, wherever it has to be: no region in its id. @default false */
  readonly oncePerStage?: boolean;
  /** Design the stack belongs to, for cost allocation. @default - the platform */
  readonly design?: string;
}

/**
 * A stack of a stage. Its id is `<stage>-<part>`, with the region between them outside the primary region, and is a
 * contract: renaming it would replace what it holds. Resources carry the tags that budgets and bills are split by.
 */
export class StageStack extends Stack {
  constructor(scope: Construct, props: StageStackProps) {
    const { settings, region, part } = props;
    super(scope, props.oncePerStage ? `${settings.stage}-${part}` : stackId(settings, region, part), {
      env: { region },
      description: props.description,
      terminationProtection: settings.data.deletionProtection,
    });
    const design = props.design ?? 'platform';
    const tags = {
      project: 'serverless-ai-blueprint',
      stage: settings.stage,
      design,
      workload: workload(settings.stage, design),
    };
    for (const [key, value] of Object.entries(tags))
      Tags.of(this).add(key, value, { excludeResourceTypes: untaggable });
  }

  /** Three zones, whichever the account calls them: the library knows of only two while the account is not named. */
  override get availabilityZones(): string[] {
    return [0, 1, 2].map((index) => Fn.select(index, Fn.getAzs(this.region)));
  }
}

/** Value of the tag that tells a design of one stage from the same design of another: a budget filters by one tag only. */
export const workload = (stage: string, design: string): string => `${stage}-${design}`;

/** The library would tag these and CloudFormation's schema refuses it. */
const untaggable = ['AWS::CloudWatch::Dashboard'];

/** `dev-chat` in the primary region, `prod-eu-west-1-chat` in a further one. */
export function stackId(settings: Settings, region: string, part: string): string {
  return region === settings.regions[0] ? `${settings.stage}-${part}` : `${settings.stage}-${region}-${part}`;
}
