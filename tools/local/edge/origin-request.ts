import type { IncomingMessage } from 'node:http';
import type { Behavior } from './distribution';

/** What CloudFront sends on even where no policy asks for the viewer's headers. */
const always = new Set(['content-type', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'host']);

/**
 * Makes the viewer's request into the origin's: without an origin request policy neither the viewer's headers
 * (`Authorization` among them) nor its query get through.
 */
export function forwardToOrigin(request: IncomingMessage, url: URL, { origin, forwarding }: Behavior): URL {
  const target = new URL(url);
  target.pathname = `${origin.path}${url.pathname}`;
  if (forwarding !== 'none') return target;
  target.search = '';
  const kept: string[] = [];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(index, index + 2);
    if (always.has(name.toLowerCase())) kept.push(name, value);
    else delete request.headers[name.toLowerCase()];
  }
  request.rawHeaders = kept;
  return target;
}
