import { Aws, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { AddClaimsEnv } from '../../lambdas/identity/env';
import { BlueprintFunction } from '../constructs/function/function';
import { type Foundation, removalPolicy } from './foundation';
import type { Identity } from './platform';
import { signInDomain } from './sign-in-domain';

/** What a person may write about themselves; `org`, `tier` and `clearance` are for administrators alone. */
export const ownAttributes = new cognito.ClientAttributes().withStandardAttributes({
  email: true,
  fullname: true,
  locale: true,
});

/**
 * What a person may read about themselves. The attributes behind the claims are among it, so that the trigger that makes
 * the claims has them also if Cognito gives it only what the client may read.
 */
export const readableAttributes = ownAttributes.withCustomAttributes('org', 'tier', 'clearance');

/** How long what a sign-in gives is good for, in every app client. */
export const tokenLifetimes = {
  accessTokenValidity: Duration.hours(1),
  idTokenValidity: Duration.hours(1),
  refreshTokenValidity: Duration.days(30),
  enableTokenRevocation: true,
} as const;

/**
 * Who may use the stage. People are made by administrators, who set the attributes that become the claims `org`, `tier`
 * and `clearance` of access tokens; groups of the pool become `groups`.
 */
export class IdentityPool extends Construct implements Identity {
  readonly userPool: cognito.UserPool;
  readonly clientId: string;
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly signInUrl: string;

  constructor(scope: Construct, id: string, foundation: Foundation) {
    super(scope, id);
    this.userPool = this.createPool(foundation);
    const addClaims = new BlueprintFunction<AddClaimsEnv>(this, 'AddClaims', {
      foundation,
      entry: 'lambdas/identity/add-claims.handler.ts',
      description: 'Puts organisation, groups, tier and clearance into access tokens',
      environment: {},
      // Cognito gives a trigger five seconds.
      timeout: Duration.seconds(5),
    });
    this.userPool.addTrigger(
      cognito.UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
      addClaims.function,
      cognito.LambdaVersion.V2_0,
    );
    this.clientId = this.createClient().userPoolClientId;
    const signIn = signInDomain(foundation.settings, Aws.ACCOUNT_ID);
    this.signInUrl = `https://${signIn.host}`;
    this.userPool.addDomain('SignIn', {
      cognitoDomain: { domainPrefix: signIn.prefix },
      managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.issuer = `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${this.userPool.userPoolId}`;
    this.jwksUrl = `${this.issuer}/.well-known/jwks.json`;
  }

  private createPool({ settings }: Foundation): cognito.UserPool {
    const plus = settings.identity.plan === 'plus';
    const pool = new cognito.UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: settings.identity.mfa === 'required' ? cognito.Mfa.REQUIRED : cognito.Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      customAttributes: {
        org: new cognito.StringAttribute({ maxLen: 64, mutable: true }),
        tier: new cognito.StringAttribute({ maxLen: 16, mutable: true }),
        clearance: new cognito.NumberAttribute({ min: 0, max: 3, mutable: true }),
      },
      featurePlan: plus ? cognito.FeaturePlan.PLUS : cognito.FeaturePlan.ESSENTIALS,
      standardThreatProtectionMode: plus ? cognito.StandardThreatProtectionMode.FULL_FUNCTION : undefined,
      deletionProtection: settings.data.deletionProtection,
      removalPolicy: removalPolicy(settings),
    });
    if (!plus) {
      Validations.of(pool).acknowledge({
        id: 'AwsSolutions::AwsSolutions-COG8',
        reason: 'Threat protection is billed per user: the setting identity.plan turns it on, and prod does.',
      });
    }
    return pool;
  }

  /** For programs: no pages, and no secret. The console has a client of its own. */
  private createClient(): cognito.UserPoolClient {
    return this.userPool.addClient('Client', {
      authFlows: { userSrp: true },
      disableOAuth: true,
      ...tokenLifetimes,
      preventUserExistenceErrors: true,
      readAttributes: readableAttributes,
      writeAttributes: ownAttributes,
    });
  }
}
