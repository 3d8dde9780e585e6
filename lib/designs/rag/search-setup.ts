import { CustomResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { SetupIndexEnv } from '../../../lambdas/rag/env';
import { BlueprintFunction } from '../../constructs/function/function';
import type { QueuePair } from '../../constructs/queue-pair/queue-pair';
import { deploymentOnly } from '../../platform/console/deployment-only';
import type { RegionPlatform } from '../../platform/platform';
import { embeddingModelId } from './models';
import { handler } from './rag-context';
import type { SearchDomain } from './search-domain';
import type { RagSettings } from './settings';

/** For how long CloudFormation waits for the function's answer: a domain that was just made takes its time. */
const timeout = Duration.minutes(10);

/** The function that makes indexes and gives roles their rights in the domain, whose master it is. Only deployments call it. */
export class SearchSetup extends Construct {
  readonly function: BlueprintFunction<SetupIndexEnv>;

  constructor(scope: Construct, id: string, platform: RegionPlatform, search: SearchDomain) {
    super(scope, id);
    this.function = new BlueprintFunction<SetupIndexEnv>(this, 'Function', {
      ...deploymentOnly(platform),
      // Where the domain is in a private network, it is reached from there alone.
      foundation: platform,
      timeout,
      entry: handler('setup-index'),
      description: 'RAG: makes the index and gives roles their rights in the search domain while the stack is deployed',
      environment: search.environment,
    });
    search.setMaster(this.function.role);
    search.grant(this.function, { Get: ['/*'], Head: ['/*'], Post: ['/*'], Put: ['/*'] });
    const { region } = Stack.of(this);
    Validations.of(this.function.role).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:aws:es:${region}:<AWS::AccountId>:domain/${search.name}/*]`,
      reason: "It is the domain's master, which makes indexes and roles in it; the grant is for this one domain.",
    });
  }
}

/** Who needs which rights in the domain. */
export interface SearchRoles {
  /** Search chunks. */
  readonly search: readonly BlueprintFunction[];
  /** The same, and read and write cached answers. */
  readonly answer: readonly BlueprintFunction[];
  /** Write, change and remove chunks; remove cached answers; let another index answer, and delete one that is left. */
  readonly ingest: readonly BlueprintFunction[];
}

export interface SearchIndexParts {
  readonly roles: SearchRoles;
  /** Where the worker is told to look whether an index has to be filled. */
  readonly work: QueuePair;
}

/**
 * The index and what each role may do with it. Whatever uses them depends on it. When the model or the length of its vectors changes,
 * a new index is made beside the one that answers, and the worker is told to fill it.
 */
export class SearchIndex extends Construct {
  readonly resource: CustomResource;

  constructor(scope: Construct, id: string, setup: SearchSetup, settings: RagSettings, parts: SearchIndexParts) {
    super(scope, id);
    const { search, embedding } = settings;
    const { roles, work } = parts;
    // Of this stack: the function is of one that is made before the queue.
    const start = new iam.Policy(this, 'Start', {
      roles: [setup.function.role],
      statements: [new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [work.queue.queueArn] })],
    });
    const arns = (functions: readonly BlueprintFunction[]) => functions.map(({ role }) => role.roleArn);
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::SearchIndex',
      serviceToken: setup.function.function.functionArn,
      serviceTimeout: timeout,
      properties: {
        Model: embeddingModelId(settings),
        Dimensions: embedding.dimensions,
        Shards: search.shards,
        Replicas: search.replicas,
        Queue: work.queue.queueUrl,
        Roles: { Search: arns(roles.search), Answer: arns(roles.answer), Ingest: arns(roles.ingest) },
      },
    });
    this.resource.node.addDependency(start);
  }
}
