import * as z from 'zod/mini';
import { aclSchema } from '../domain/access';

const text = z.string().check(z.minLength(1), z.maxLength(2_048));
const httpsUrl = z.string().check(z.refine((url) => URL.parse(url)?.protocol === 'https:', 'must be an https address'));
const host = z
  .string()
  .check(z.regex(/^(?=.*[a-z])([a-z0-9-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/, 'must be a host name in lower case'));
const bucket = z.string().check(z.regex(/^[a-z0-9.-]{3,63}$/, 'must be the name of a bucket'));
const days = z.int().check(z.gte(1), z.lte(3_650));

/** How people and groups at the source are called here. Who is not found here may see nothing. */
export const identitySchema = z.object({
  /** Address of mail in lower case, or the source's own id of a person -> user id. */
  users: z._default(z.record(z.string(), text), {}),
  /** Domains of mail whose addresses, in lower case, are user ids themselves. */
  emailDomains: z._default(z.array(z.string()), []),
  /** Group at the source -> group of the organisation. */
  groups: z._default(z.record(z.string(), text), {}),
  /** Every other group at the source becomes this and its name, such as `confluence:` and `staff`. */
  groupPrefix: z.optional(z.string()),
  /** Groups at the source that everyone in the organisation is in. */
  everyone: z._default(z.array(z.string()), []),
});
export type Identity = z.output<typeof identitySchema>;

const common = {
  id: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be up to 40 lower-case letters, digits and dashes')),
  org: text,
  /** User id: the only one who sees what has unknown permissions. */
  owner: text,
  /** Of everything that does not say its own. */
  classification: z._default(z.int().check(z.gte(0), z.lte(3)), 1),
  identity: z._default(identitySchema, { users: {}, emailDomains: [], groups: {}, everyone: [] }),
  /** Minutes after which everything is looked at again, for permissions and deletions that the source does not tell of. */
  sweepMinutes: z._default(z.int().check(z.gte(5), z.lte(43_200)), 360),
};
/** Name or ARN in Secrets Manager. */
const secretId = text;

export const confluenceSchema = z.object({
  ...common,
  kind: z.literal('confluence'),
  /** Such as `https://acme.atlassian.net`. Its secret is JSON: `{ "email": ..., "token": ... }`, an account and its API token. */
  site: httpsUrl,
  secretId,
  /** Ids of spaces. @default every space that the account sees */
  spaceIds: z._default(z.array(text), []),
});

export const slackSchema = z.object({
  ...common,
  kind: z.literal('slack'),
  /** Its secret is JSON: `{ "token": "xoxb-..." }`. */
  secretId,
  /** Days of a channel that are brought at first. */
  historyDays: z._default(days, 90),
  /** Days that are read again by each run, for answers in threads, edits and deletions. */
  lookBackDays: z._default(days, 7),
  /** Such as `https://acme.slack.com`: where links lead. */
  workspaceUrl: z.optional(httpsUrl),
  /** Whether channels that all members of the workspace may join are for the whole organisation, or for those in them. */
  publicChannels: z._default(z.enum(['everyone', 'members']), 'everyone'),
});

const objects = { bucket, prefix: z._default(z.string(), '') };

/** Messages in `.mbox` and `.eml` objects. */
export const mailSchema = z.object({ ...common, kind: z.literal('mail'), ...objects });

/** Files, with `acl.json` and front matter for permissions. */
export const folderSchema = z.object({ ...common, kind: z.literal('folder'), ...objects });

/** Who may see something, in the organisation's own names; a name that is not understood makes all of it void. */
export const declaredAclSchema = z.strictObject({
  users: z._default(aclSchema.shape.users, []),
  groups: z._default(aclSchema.shape.groups, []),
  everyone: z._default(z.boolean(), false),
  classification: z.optional(aclSchema.shape.classification),
});

export const webSchema = z.object({
  ...common,
  kind: z.literal('web'),
  hosts: z.array(host).check(z.minLength(1)),
  sitemaps: z.array(httpsUrl).check(z.minLength(1)),
  /** Pages say nothing of who may see them: users and groups of the organisation by the longest path that fits. Others: the owner. */
  permissions: z._default(z.array(z.object({ path: z.string().check(z.startsWith('/')), acl: declaredAclSchema })), []),
});

/** Dotted way to a value, such as `data.items`; empty for the whole. */
const path = z.string();

/** Anything with a paged list of documents in JSON: a service's own API, or one that stands before a database. */
export const httpApiSchema = z.object({
  ...common,
  kind: z.literal('http-api'),
  url: httpsUrl,
  secretId: z.optional(secretId),
  /** Header of the credential: a prefix such as `Bearer `, and the secret's `token`. */
  auth: z._default(z.object({ header: z._default(text, 'authorization'), prefix: z._default(z.string(), 'Bearer ') }), {
    header: 'authorization',
    prefix: 'Bearer ',
  }),
  items: path,
  /** Parameter that takes a page's cursor, and where the answer names the next one. @default one page */
  page: z.optional(z.object({ param: text, next: path })),
  /** Parameter that takes the time since when changes are wanted. @default everything each time */
  since: z.optional(z.object({ param: text, format: z._default(z.enum(['iso', 'seconds', 'milliseconds']), 'iso') })),
  fields: z.object({
    id: path,
    title: path,
    body: path,
    modifiedAt: path,
    link: z.optional(path),
    /** True where the document is gone. */
    deleted: z.optional(path),
    users: z.optional(path),
    groups: z.optional(path),
    everyone: z.optional(path),
    classification: z.optional(path),
  }),
  contentType: z._default(z.enum(['text/html', 'text/markdown', 'text/plain']), 'text/plain'),
});

export const sourceSchema = z.discriminatedUnion('kind', [
  confluenceSchema,
  slackSchema,
  mailSchema,
  folderSchema,
  webSchema,
  httpApiSchema,
]);
export type Source = z.output<typeof sourceSchema>;
export type SourceOf<Kind extends Source['kind']> = Extract<Source, { kind: Kind }>;
