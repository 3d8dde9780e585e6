import middy from '@middy/core';
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { type AddedClaims, claimsOfUser } from './domain/user-claims';

/** The event with its answer. Claims may be lists and numbers since version 2, which the published types do not say yet. */
export type AnsweredEvent = Omit<PreTokenGenerationV2TriggerEvent, 'response'> & {
  readonly response: {
    readonly claimsAndScopeOverrideDetails: {
      readonly accessTokenGeneration: { readonly claimsToAddOrOverride: AddedClaims };
    };
  };
};

/**
 * Cognito's pre-token-generation trigger, version 2: puts organisation, groups, tier and clearance into the access token.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export async function addClaims(event: PreTokenGenerationV2TriggerEvent): Promise<AnsweredEvent> {
  const { userAttributes, groupConfiguration } = event.request;
  const claims = claimsOfUser(userAttributes, groupConfiguration?.groupsToOverride ?? []);
  return {
    ...event,
    response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: claims } } },
  };
}

export const handler = middy<PreTokenGenerationV2TriggerEvent, AnsweredEvent>().handler(addClaims);
