import { Stack } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import { containerImage } from './defaults';

/** An image in ECR: where it is, and the ARN that a role needs to fetch it. */
export interface ContainerImage {
  readonly uri: string;
  readonly repositoryArn: string;
}

/**
 * AWS's container for vLLM in the stack's region. The account that holds it differs between regions; the CDK knows which.
 *
 * @throws Error that names a region without one
 */
export function vllmImage(scope: Construct): ContainerImage {
  const { region } = Stack.of(scope);
  const account = RegionInfo.get(region).dlcRepositoryAccount;
  if (!account) throw new Error(`AWS keeps no deep learning containers in ${region}: name an image of your own there`);
  return ecrImage(`${account}.dkr.ecr.${region}.amazonaws.com/${containerImage.repository}:${containerImage.tag}`);
}

/** @throws Error for anything but `<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>` or `@sha256:<digest>` */
export function ecrImage(uri: string): ContainerImage {
  const [, account, region, repository] =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([a-z0-9._/-]+)(?::[\w.-]+|@sha256:[0-9a-f]{64})$/.exec(uri) ??
    [];
  if (!account) throw new Error(`'${uri}' is no image in ECR with a tag or a digest`);
  return { uri, repositoryArn: `arn:aws:ecr:${region}:${account}:repository/${repository}` };
}
