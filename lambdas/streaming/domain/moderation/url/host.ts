/**
 * A host in the one form it is listed in: as the URL standard has it (small ASCII letters, Punycode, IPv4 in four numbers), without dots
 * at its end. Undefined for what is no host.
 */
export function normaliseHost(text: string): string | undefined {
  const trimmed = text.trim().replace(/\.+$/, '');
  if (trimmed === '' || /[\s/?#@\\]/.test(trimmed)) return undefined;
  try {
    return new URL(`http://${trimmed}`).hostname.replace(/\.+$/, '') || undefined;
  } catch {
    return undefined;
  }
}

/** The host and all that it is under, the longest first. */
export function* suffixesOf(host: string): Generator<string> {
  yield host;
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) yield host.slice(dot + 1);
}
