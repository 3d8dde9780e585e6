import type { ServiceCall } from '../engine';

/** Query parameters by which a reader chooses headers of the answer, as an address that is given to a browser does. */
const overrides: Readonly<Record<string, string>> = {
  'response-content-type': 'content-type',
  'response-content-disposition': 'content-disposition',
  'response-cache-control': 'cache-control',
};

/** A call without those parameters, and the headers that they ask for. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export function takeResponseHeaders<T extends Pick<ServiceCall, 'operation' | 'path'>>(
  call: T,
): { readonly call: T; readonly headers: Readonly<Record<string, string>> } {
  if (call.operation !== 'GetObject') return { call, headers: {} };
  const { pathname, searchParams } = new URL(call.path, 'http://localhost');
  const asked = Object.entries(overrides).filter(([parameter]) => searchParams.has(parameter));
  if (asked.length === 0) return { call, headers: {} };
  const headers = Object.fromEntries(asked.map(([parameter, name]) => [name, searchParams.get(parameter) ?? '']));
  for (const [parameter] of asked) searchParams.delete(parameter);
  const query = searchParams.toString();
  return { call: { ...call, path: query ? `${pathname}?${query}` : pathname }, headers };
}
