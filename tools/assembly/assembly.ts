import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AssetManifestArtifact,
  type CloudArtifact,
  CloudAssembly,
  type CloudFormationStackArtifact,
} from '@aws-cdk/cloud-assembly-api';
import { AssemblyError, type AssemblyStack, type Template } from './template';
import { refuseFailedValidation } from './validation-report';

/** A file that a deployment uploads as it is. */
export interface FileAsset {
  readonly bucket: string;
  readonly key: string;
  readonly path: string;
}

/** What `cdk synth` wrote, with its stacks in the order in which they are deployed. */
export interface Assembly {
  readonly directory: string;
  readonly stacks: readonly AssemblyStack[];
  /** The stack of that name; in a region, where stacks of several regions share one. Throws when there is none. */
  stack(name: string, region?: string): AssemblyStack;
  /** Path of the file or directory that is uploaded under an S3 key (`<hash>.zip`). Throws when there is none. */
  asset(objectKey: string): string;
  /** Assets that are uploaded as they are, templates left out; `bucket` may refer to the account. */
  readonly files: readonly FileAsset[];
}

/**
 * Reads a cloud assembly.
 * @param directory where `cdk synth` wrote it
 * @throws AssemblyError when there is none, or when its validation found errors
 */
export function readAssembly(directory: string): Assembly {
  if (!existsSync(join(directory, 'manifest.json'))) throw new AssemblyError(`no cloud assembly in ${directory}`);
  refuseFailedValidation(directory);
  const assembly = new CloudAssembly(directory);
  const stacks = inDeploymentOrder(assembly.stacksRecursively).map(readStack);
  const assets = readAssets(assembly);
  const paths = new Map(assets.map(({ key, path }) => [key, path]));
  return {
    directory,
    stacks,
    stack: (name, region) => findStack(stacks, name, region),
    asset: (objectKey) => {
      const path = paths.get(objectKey);
      if (!path) throw new AssemblyError(`no asset with key ${objectKey} in ${directory}`);
      return path;
    },
    files: assets.filter(({ packaging, path }) => packaging === 'file' && !path.endsWith('.template.json')),
  };
}

function findStack(stacks: readonly AssemblyStack[], name: string, region?: string): AssemblyStack {
  const found = stacks.find((stack) => stack.name === name && (!region || stack.region === region));
  if (found) return found;
  const known = stacks.map((stack) => stack.name).join(', ');
  throw new AssemblyError(`no stack ${name}${region ? ` in ${region}` : ''} in the assembly (it has ${known})`);
}

function inDeploymentOrder(artifacts: readonly CloudFormationStackArtifact[]): CloudFormationStackArtifact[] {
  const ordered = new Set<CloudFormationStackArtifact>();
  const stacks = new Map(artifacts.map((artifact) => [artifact.id, artifact]));
  const visit = (artifact: CloudFormationStackArtifact) => {
    if (ordered.has(artifact)) return;
    for (const dependency of artifact.dependencies) {
      const stack = stacks.get(dependency.id);
      if (stack) visit(stack);
    }
    ordered.add(artifact);
  };
  for (const artifact of artifacts) visit(artifact);
  return [...ordered];
}

function readStack(artifact: CloudFormationStackArtifact): AssemblyStack {
  const paths = new Map(
    artifact
      .findMetadataByType('aws:cdk:logicalId')
      .map((entry) => [String(entry.data), entry.path.replace(/^\//, '')]),
  );
  return {
    name: artifact.stackName,
    region: artifact.environment.region,
    template: artifact.template as Template,
    tags: artifact.tags,
    dependencies: artifact.dependencies.filter(isStack).map((dependency) => dependency.stackName),
    path: (logicalId) => paths.get(logicalId) ?? `${artifact.stackName}/${logicalId}`,
  };
}

function isStack(artifact: CloudArtifact): artifact is CloudFormationStackArtifact {
  return 'stackName' in artifact;
}

interface AssetManifest {
  readonly files?: Record<
    string,
    {
      readonly source: { readonly path?: string; readonly packaging?: string };
      readonly destinations: Record<string, { readonly bucketName: string; readonly objectKey: string }>;
    }
  >;
}

function readAssets(assembly: CloudAssembly): (FileAsset & { readonly packaging?: string })[] {
  const assets: ReturnType<typeof readAssets> = [];
  const manifests = assembly.artifacts.filter(AssetManifestArtifact.isAssetManifestArtifact);
  for (const artifact of [...manifests, ...assembly.nestedAssemblies.flatMap(nestedManifests)]) {
    const manifest = JSON.parse(readFileSync(artifact.file, 'utf8')) as AssetManifest;
    for (const { source, destinations } of Object.values(manifest.files ?? {})) {
      if (!source.path) continue;
      const path = join(artifact.assembly.directory, source.path);
      for (const { bucketName: bucket, objectKey: key } of Object.values(destinations)) {
        assets.push({ bucket, key, path, packaging: source.packaging });
      }
    }
  }
  return assets;
}

function nestedManifests(nested: { readonly nestedAssembly: CloudAssembly }): AssetManifestArtifact[] {
  const { artifacts, nestedAssemblies } = nested.nestedAssembly;
  return [
    ...artifacts.filter(AssetManifestArtifact.isAssetManifestArtifact),
    ...nestedAssemblies.flatMap(nestedManifests),
  ];
}
