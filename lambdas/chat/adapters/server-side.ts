/** A 5xx answer, or a connection that broke (Node's error codes). */
export function isServerSide(error: Error): boolean {
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: unknown };
  if (($metadata?.httpStatusCode ?? 0) >= 500) return true;
  return typeof code === 'string' && /^(E(CONN|PIPE|HOST|NET|AI)|ENOTFOUND|ETIMEDOUT|ERR_HTTP2)/.test(code);
}
