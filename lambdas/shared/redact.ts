const REDACTED = '[redacted]';

/** Names of fields that hold credentials or what people and models wrote. */
const secretNames =
  /^(authorization|cookie|sec-websocket-protocol|token|access_?token|id_?token|refresh_?token|ticket|secret|password|api_?key|x-api-key|text|content|messages?_?text|messages|prompt|body|querystringparameters|multivaluequerystringparameters|headers|multivalueheaders)$/i;

/** Credentials inside other text: JSON Web Tokens, API keys, tickets and whatever follows `Bearer`. */
const secretPatterns = [
  /eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*)?/g,
  /sk_[A-Za-z0-9]{8,}_[A-Za-z0-9_-]+/g,
  /tkt_[A-Za-z0-9_-]+/g,
  /\bBearer\s+\S+/gi,
];

/**
 * Replacer for `JSON.stringify` that hides credentials and message text, by field name and, wherever it stands, by form.
 */
export function redact(name: string, value: unknown): unknown {
  if (value !== undefined && value !== null && secretNames.test(name)) return REDACTED;
  return typeof value === 'string' ? redactText(value) : value;
}

function redactText(text: string): string {
  return secretPatterns.reduce((current, pattern) => current.replace(pattern, REDACTED), text);
}
