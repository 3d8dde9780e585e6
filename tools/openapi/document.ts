import type { Api } from './api';
import { componentSchemas } from './components';
import { paths } from './operations';

/** The HTTP API of a design as OpenAPI 3.1, made from the schemas of its requests and answers. */
export const openApiDocument = (api: Api) => ({
  openapi: '3.1.0',
  info: { title: api.title, version: '1.0.0', description: api.description },
  servers: [
    {
      url: `{${api.output}}`,
      variables: { [api.output]: { default: `/${api.stageName}`, description: `The output ${api.output}` } },
    },
  ],
  security: [{ bearer: [] }],
  paths: paths(api),
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', description: 'An access token of the user pool, or an API key.' },
    },
    schemas: componentSchemas(api.schemas),
  },
});
