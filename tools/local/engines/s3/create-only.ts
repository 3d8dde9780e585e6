import { ServiceError } from '../engine';
import type { FauxqsApp, FauxqsRequest, FauxqsResponse } from '../fauxqs-app';

/** Puts an object where there is none, or is refused as S3 refuses `If-None-Match: *`. */
export type CreateOnly = (call: FauxqsRequest) => Promise<FauxqsResponse>;

/** fauxqs knows no conditions: of calls with this one for the same object, one looks and puts at a time. */
export function createOnly(app: FauxqsApp): CreateOnly {
  const last = new Map<string, Promise<unknown>>();

  async function put(call: FauxqsRequest): Promise<FauxqsResponse> {
    const { statusCode } = await app.request({ method: 'HEAD', path: call.path, headers: {} });
    if (statusCode === 404) return app.request(call);
    const said = 'At least one of the pre-conditions you specified did not hold';
    throw new ServiceError('PreconditionFailed', said, 412);
  }

  return (call) => {
    const before = last.get(call.path) ?? Promise.resolve();
    const answer = before.then(() => put(call));
    const settled = answer.then(
      () => undefined,
      () => undefined,
    );
    last.set(call.path, settled);
    void settled.then(() => last.get(call.path) === settled && last.delete(call.path));
    return answer;
  };
}
