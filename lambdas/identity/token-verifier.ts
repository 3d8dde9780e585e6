import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwksValidationError, JwkValidationError, JwtBaseError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';

const FETCH_TIMEOUT_MS = 3_000;

/**
 * Checks an access token's signature, issuer, times and `token_use`; not whom it is for.
 *
 * @returns the token's claims, or undefined when the token is not acceptable
 * @throws when the issuer's keys cannot be had, which says nothing of the token
 */
export type TokenVerifier = (token: string) => Promise<unknown>;

export interface TokenVerifierOptions {
  readonly issuer: string;
  readonly jwksUrl: string;
}

/** Keys are fetched once and again when a token names an unknown one, at most every ten seconds. */
export function createTokenVerifier({ issuer, jwksUrl }: TokenVerifierOptions): TokenVerifier {
  const jwksCache = new SimpleJwksCache({ fetcher: { fetch: fetchKeys } });
  // Cognito's access tokens have no `aud`; whom they are for says `client_id`, which is checked once they are verified.
  const verifier = JwtVerifier.create({ issuer, audience: null, jwksUri: jwksUrl }, { jwksCache });
  return async (token) => {
    try {
      if (decomposeUnverifiedJwt(token).header.alg !== 'RS256') return undefined;
      const claims = await verifier.verify(token);
      return claims.token_use === 'access' ? claims : undefined;
    } catch (error) {
      if (isFaultOfToken(error)) return undefined;
      throw error;
    }
  };
}

const isFaultOfToken = (error: unknown): boolean =>
  error instanceof JwtBaseError &&
  !(error instanceof FetchError || error instanceof JwksValidationError || error instanceof JwkValidationError);

async function fetchKeys(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!response.ok) throw new FetchError(url, `Status ${response.status}`);
  return response.arrayBuffer();
}
