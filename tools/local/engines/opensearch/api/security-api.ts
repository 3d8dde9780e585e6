import type { JsonObject } from '../json';
import type { Security } from '../security/security';
import { type ApiRequest, type ApiResponse, jsonBody, ok, type Route } from './route';

/** Roles, and who is mapped to them: the same calls on both. */
interface Kind {
  readonly get: (security: Security, name: string) => JsonObject | undefined;
  /** @returns whether it is new; undefined when what it is for does not exist */
  readonly put: (security: Security, name: string, body: JsonObject) => boolean | undefined;
  readonly remove: (security: Security, name: string) => boolean;
}

const kinds: Readonly<Record<'roles' | 'rolesmapping', Kind>> = {
  roles: {
    get: (security, name) => security.role(name),
    put: (security, name, body) => security.putRole(name, body),
    remove: (security, name) => security.deleteRole(name),
  },
  rolesmapping: {
    get: (security, name) => security.mapping(name),
    put: (security, name, body) => security.putMapping(name, body),
    remove: (security, name) => security.deleteMapping(name),
  },
};

export const securityRoutes: readonly Route[] = Object.entries(kinds).flatMap(([kind, { get, put, remove }]) => {
  const path = `/_plugins/_security/api/${kind}/{name}`;
  const serve = (methods: string[], handle: (request: ApiRequest, name: string) => ApiResponse): Route => ({
    methods,
    path,
    handle(request) {
      request.guard.administration();
      return handle(request, request.path.name ?? '');
    },
  });
  return [
    serve(['PUT'], (request, name) => {
      if (kind === 'roles' && request.security.isReserved(name))
        return status(403, 'FORBIDDEN', `Resource '${name}' is reserved.`);
      const isNew = put(request.security, name, jsonBody(request));
      if (isNew === undefined) return notFound(name);
      return isNew ? status(201, 'CREATED', `'${name}' created.`) : status(200, 'OK', `'${name}' updated.`);
    }),
    serve(['GET'], ({ security }, name) => {
      const found = get(security, name);
      return found ? ok({ [name]: { reserved: security.isReserved(name), hidden: false, ...found } }) : notFound(name);
    }),
    serve(['DELETE'], ({ security }, name) =>
      remove(security, name) ? status(200, 'OK', `'${name}' deleted.`) : notFound(name),
    ),
  ];
});

const status = (code: number, word: string, message: string): ApiResponse => ({
  status: code,
  body: { status: word, message },
});

const notFound = (name: string) => status(404, 'NOT_FOUND', `Resource '${name}' not found.`);
