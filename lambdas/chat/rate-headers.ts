import type { BucketState } from './domain/token-bucket';

/** Adds what a bucket holds to an answer: `X-RateLimit-Limit`, `-Remaining`, and `-Reset` in seconds until it is full. */
export function withRate<Response extends { readonly headers: Readonly<Record<string, string>> }>(
  response: Response,
  rate: BucketState | undefined,
): Response {
  if (!rate) return response;
  const headers = {
    ...response.headers,
    'x-ratelimit-limit': String(rate.limit),
    'x-ratelimit-remaining': String(rate.remaining),
    'x-ratelimit-reset': String(Math.ceil(rate.resetMs / 1000)),
  };
  return { ...response, headers };
}
