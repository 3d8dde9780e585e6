import { componentSchemas } from './components';
import { paths } from './operations';

/** The HTTP API of the rag design as OpenAPI 3.1, made from the schemas of its requests and answers. */
export const openApiDocument = () => ({
  openapi: '3.1.0',
  info: {
    title: 'Documents, search and answers',
    version: '1.0.0',
    description:
      'Everything is seen with the permissions of the caller: what they may not see is not found, not counted and not told of.',
  },
  servers: [{ url: '{RagApiUrl}', variables: { RagApiUrl: { default: '/rag', description: 'The output RagApiUrl' } } }],
  security: [{ bearer: [] }],
  paths: paths(),
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', description: 'An access token of the user pool, or an API key.' },
    },
    schemas: componentSchemas(),
  },
});
