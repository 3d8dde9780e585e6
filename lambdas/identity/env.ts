import * as z from 'zod';
import { platformEnv } from '../shared/env';
import { required } from '../shared/parse-env';

/** Both authorizers: which tokens are accepted, and where API keys and tickets are kept. */
export const authorizeEnv = z.object({
  ...platformEnv.shape,
  /** `iss` of accepted access tokens. */
  JWT_ISSUER: z.url(),
  /** App client id: the `client_id` claim of accepted access tokens. */
  JWT_CLIENT_ID: required,
  /** Address of the issuer's JSON Web Key Set. */
  JWKS_URL: z.url(),
  /** The API key scope a design asks for, such as `chat`. */
  REQUIRED_SCOPE: required,
});
export type AuthorizeEnv = z.input<typeof authorizeEnv>;

/** Pre-token-generation trigger: needs nothing but its event. */
export const addClaimsEnv = z.object({});
export type AddClaimsEnv = z.input<typeof addClaimsEnv>;
