import { CfnOutput } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { generatedName } from '../../constructs/generated-name';
import { StageStack } from '../../stage-stack';
import { edgeRegion } from '../edge/edge-region';
import { ownAttributes, readableAttributes, tokenLifetimes } from '../identity-pool';
import type { Platform } from '../platform';
import { bundleConsole } from './bundle-console';
import { PublishedFiles } from './published-files';
import { RegisteredClient } from './registered-client';

/** What the edge tells the console. */
export interface ConsoleAddress {
  /** Public address without a path. */
  readonly url: string;
  /** Bucket behind that address. */
  readonly bucket: s3.Bucket;
  /** Addresses of the APIs, by the keys of their outputs: the console has pages for those that are there. */
  readonly addresses: Readonly<Record<string, string>>;
}

/**
 * The console's content and its right to sign people in and to have their tokens accepted. It comes after the edge, because the client has to name the
 * public address that people return to, and in the primary region, because it belongs to the user pool there.
 */
export class ConsoleStack extends StageStack {
  constructor(scope: Construct, platform: Platform, { url, bucket, addresses }: ConsoleAddress) {
    const { settings, primary } = platform;
    super(scope, {
      settings,
      region: primary.region,
      part: 'console',
      oncePerStage: true,
      description: "The console's pages, and its sign-in",
    });
    const { userPool, signInUrl } = primary.identity;
    const client = new cognito.UserPoolClient(this, 'Client', {
      userPool,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE],
        callbackUrls: [`${url}/`],
        logoutUrls: [`${url}/`],
      },
      supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
      ...tokenLifetimes,
      preventUserExistenceErrors: true,
      readAttributes: readableAttributes,
      writeAttributes: ownAttributes,
    });
    // Cognito shows its sign-in pages only for clients that have a style.
    new cognito.CfnManagedLoginBranding(this, 'SignInStyle', {
      userPoolId: userPool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    const { registration } = new RegisteredClient(this, 'Audience', {
      foundation: primary,
      table: primary.table,
      clientId: client.userPoolClientId,
      name: 'console',
    });
    const { files } = new PublishedFiles(this, 'Console', {
      foundation: primary,
      bucketName: generatedName(bucket),
      bucketRegion: edgeRegion,
      files: bundleConsole(),
      texts: [
        {
          key: 'config.json',
          contentType: 'application/json',
          body: this.toJsonString({
            stage: settings.stage,
            signIn: { url: signInUrl, clientId: client.userPoolClientId },
            apis: addresses,
          }),
        },
      ],
    });
    // Nobody finds the pages of a client whose tokens are not accepted yet.
    files.node.addDependency(registration);
    new CfnOutput(this, 'ConsoleClientId', { value: client.userPoolClientId });
  }
}
