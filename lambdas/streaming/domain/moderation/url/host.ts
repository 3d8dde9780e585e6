/** Hosts that the URL standard would only write in small letters: ASCII, no Punycode, no number at the end. */
const plain = /^(?!.*xn--)(?:[a-z0-9][a-z0-9-]{0,62}\.){1,8}[a-z]{2,63}$/i;

/**
 * A host in the one form it is listed in: as the URL standard has it (small ASCII letters, Punycode, IPv4 in four numbers), without dots
 * at its end. Undefined for what is no host.
 */
export function normaliseHost(text: string): string | undefined {
  if (plain.test(text)) return text.toLowerCase();
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
