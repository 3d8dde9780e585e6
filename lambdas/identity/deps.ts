import { documentClient } from '../shared/deps';
import { sha256 } from '../shared/hash';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createAppClientStore } from '../shared/stores/app-client-store';
import { createTicketStore } from '../shared/stores/ticket-store';
import { createAcceptedClients } from './accepted-clients';
import { createApiKeyStore } from './api-key-store';
import { type Authenticate, createAuthenticate } from './authenticate';
import { authorizeEnv } from './env';
import { createTokenVerifier } from './token-verifier';

export const logger = createLogger('identity');

export function authenticateDeps(): Authenticate {
  const env = parseEnv(authorizeEnv);
  const document = documentClient();
  return createAuthenticate({
    verifyToken: createTokenVerifier({ issuer: env.JWT_ISSUER, jwksUrl: env.JWKS_URL }),
    acceptsClient: createAcceptedClients({
      ownClientId: env.JWT_CLIENT_ID,
      isRegistered: createAppClientStore(document, env.PLATFORM_TABLE_NAME).isRegistered,
      now: Date.now,
    }),
    apiKeys: createApiKeyStore(document, env.PLATFORM_TABLE_NAME),
    tickets: createTicketStore(document, env.PLATFORM_TABLE_NAME),
    sha256,
    now: Date.now,
    requiredScope: env.REQUIRED_SCOPE,
    onError: (error) => logger.error('Last use of an API key could not be noted', error as Error),
  });
}
