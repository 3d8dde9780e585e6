import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * The name that CloudFormation gives a resource, for use in another region too: there the library would ask for a name
 * that is written down, though a weak reference needs none.
 *
 * @throws Error when the construct makes no resource of its own
 */
export function generatedName(construct: IConstruct): string {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) throw new Error(`${construct.node.path} makes no resource`);
  return resource.ref;
}
