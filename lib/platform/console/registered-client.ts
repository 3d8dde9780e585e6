import { CustomResource } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { RegisterClientEnv } from '../../../lambdas/console/env';
import { BlueprintFunction } from '../../constructs/function/function';
import type { Foundation } from '../foundation';
import { deploymentOnly, serviceTimeout } from './deployment-only';

export interface RegisteredClientProps {
  readonly foundation: Foundation;
  /** The platform's table, where authorizers look; its replicas get the client too. */
  readonly table: dynamodb.ITableV2;
  readonly clientId: string;
  /** What the client is for. */
  readonly name: string;
}

/**
 * An app client of the stage's user pool whose access tokens the APIs accept, though their environment does not name it. The
 * function that registers it may write and delete items of app clients only.
 */
export class RegisteredClient extends Construct {
  /** What has to come later than the registration depends on this. */
  readonly registration: CustomResource;

  constructor(scope: Construct, id: string, { foundation, table, clientId, name }: RegisteredClientProps) {
    super(scope, id);
    const register = new BlueprintFunction<RegisterClientEnv>(this, 'Register', {
      ...deploymentOnly(foundation),
      entry: 'lambdas/console/register-client.handler.ts',
      description: 'Tells the APIs, while the stack is deployed, that tokens of its app client are for them',
      environment: { PLATFORM_TABLE_NAME: table.tableName },
    });
    register.role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
        resources: [table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['CLIENT#*'] } },
      }),
    );
    this.registration = new CustomResource(this, 'Registration', {
      resourceType: 'Custom::RegisteredClient',
      serviceToken: register.function.functionArn,
      serviceTimeout,
      // The table is among them so that another one is told of the client as well.
      properties: { ClientId: clientId, Name: name, Table: table.tableName },
    });
    // Also when it is deleted: the function writes its log while it withdraws the client.
    this.registration.node.addDependency(register);
  }
}
