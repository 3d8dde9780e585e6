import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { HostMap } from '../host-map';
import type { ResolvedResource } from '../types';

const ruleSchema = z.strictObject({
  Id: z.string().optional(),
  AllowedMethods: z.array(z.string()),
  AllowedOrigins: z.array(z.string()),
  AllowedHeaders: z.array(z.string()).default([]),
  ExposedHeaders: z.array(z.string()).default([]),
  MaxAge: z.number().optional(),
});
type Rule = z.output<typeof ruleSchema>;

const propertiesSchema = z.looseObject({
  CorsConfiguration: z.strictObject({ CorsRules: z.array(ruleSchema) }).optional(),
});

/** What the pages of other origins may do with the stage's buckets, as their templates say. */
export class Cors {
  private readonly rules = new Map<string, readonly Rule[]>();

  /** @throws Error for a configuration with something in it that is not served */
  constructor(buckets: readonly ResolvedResource[], hosts: HostMap) {
    for (const { ref, path, properties } of buckets) {
      const parsed = propertiesSchema.safeParse(JSON.parse(hosts.rewrite(JSON.stringify(properties))));
      if (!parsed.success) throw new Error(`${path} is not served as written: ${z.prettifyError(parsed.error)}`);
      this.rules.set(ref, parsed.data.CorsConfiguration?.CorsRules ?? []);
    }
  }

  /**
   * Headers of S3's answer to a browser that asks before it sends (`OPTIONS`), or with what it sends.
   *
   * @returns undefined where no rule allows it: the browser then keeps the answer from the page
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
   */
  headers(bucket: string, method: string, headers: IncomingHttpHeaders): OutgoingHttpHeaders | undefined {
    const { origin } = headers;
    if (origin === undefined) return undefined;
    const wanted = method === 'OPTIONS' ? String(headers['access-control-request-method']) : method;
    const names = listOf(headers['access-control-request-headers']);
    const rule = this.rules
      .get(bucket)
      ?.find(
        ({ AllowedMethods, AllowedOrigins, AllowedHeaders }) =>
          AllowedMethods.includes(wanted) &&
          AllowedOrigins.some((pattern) => matches(pattern, origin)) &&
          names.every((name) => AllowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name))),
      );
    return rule && answerOf(rule, origin, names);
  }
}

function answerOf({ AllowedOrigins, AllowedMethods, ExposedHeaders, MaxAge }: Rule, origin: string, names: string[]) {
  return {
    'access-control-allow-origin': AllowedOrigins.includes('*') ? '*' : origin,
    'access-control-allow-methods': AllowedMethods.join(', '),
    ...(names.length > 0 && { 'access-control-allow-headers': names.join(', ') }),
    ...(ExposedHeaders.length > 0 && { 'access-control-expose-headers': ExposedHeaders.join(', ') }),
    ...(MaxAge !== undefined && { 'access-control-max-age': String(MaxAge) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

const listOf = (header: string | undefined): string[] =>
  (header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');

/** A pattern has one `*` at most, which stands for any characters. */
function matches(pattern: string, text: string): boolean {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return pattern === text;
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}
