import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { AddClaimsEnv } from '../../lambdas/identity/env';
import { BlueprintFunction } from '../constructs/function/function';
import { type Foundation, removalPolicy } from './foundation';
import type { Identity } from './platform';

/** What a person may write about themselves; `org`, `tier` and `clearance` are for administrators alone. */
const ownAttributes = new cognito.ClientAttributes().withStandardAttributes({
  email: true,
  fullname: true,
  locale: true,
});

/**
 * Who may use the stage. People are made by administrators, who set the attributes that become the claims `org`, `tier`
 * and `clearance` of access tokens; groups of the pool become `groups`.
 */
export class IdentityPool extends Construct implements Identity {
  readonly userPool: cognito.UserPool;
  readonly client: cognito.UserPoolClient;
  readonly issuer: string;
  readonly clientId: string;
  readonly jwksUrl: string;

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
    this.client = this.createClient(foundation);
    this.issuer = `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${this.userPool.userPoolId}`;
    this.jwksUrl = `${this.issuer}/.well-known/jwks.json`;
    this.clientId = this.client.userPoolClientId;
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

  private createClient({ settings }: Foundation): cognito.UserPoolClient {
    const { hostedSignIn } = settings.identity;
    if (hostedSignIn) {
      this.userPool.addDomain('SignIn', { cognitoDomain: { domainPrefix: hostedSignIn.domainPrefix } });
    }
    return this.userPool.addClient('Client', {
      authFlows: { userSrp: true },
      disableOAuth: !hostedSignIn,
      oAuth: hostedSignIn && {
        flows: { authorizationCodeGrant: true },
        scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE],
        callbackUrls: hostedSignIn.callbackUrls,
        logoutUrls: hostedSignIn.callbackUrls,
      },
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
      readAttributes: ownAttributes,
      writeAttributes: ownAttributes,
    });
  }
}
