import * as z from 'zod/mini';
import { platformEnv } from '../shared/env';
import { address, required } from '../shared/parse-env';

/** Both authorizers: which tokens are accepted, and where API keys, tickets and further app clients are kept. */
export const authorizeEnv = z.object({
  ...platformEnv.shape,
  /** `iss` of accepted access tokens: the stage's own user pool. */
  JWT_ISSUER: address,
  /** `client_id` of accepted access tokens, beside those of the app clients that the platform's table has registered. */
  JWT_CLIENT_ID: required,
  /** Address of the issuer's JSON Web Key Set. */
  JWKS_URL: address,
  /** The API key scope a design asks for, such as `chat`. */
  REQUIRED_SCOPE: required,
});
export type AuthorizeEnv = z.input<typeof authorizeEnv>;

/** Where tickets are kept until they are used. */
export const createTicketEnv = platformEnv;
export type CreateTicketEnv = z.input<typeof createTicketEnv>;

/** Pre-token-generation trigger: needs nothing but its event. */
export const addClaimsEnv = z.object({});
export type AddClaimsEnv = z.input<typeof addClaimsEnv>;
