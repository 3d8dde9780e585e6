import * as z from 'zod/mini';
import { declaredAclSchema } from './settings';

export type DeclaredAcl = z.output<typeof declaredAclSchema>;

/** Text of an `acl.json`; undefined when it is not understood, and then nobody but the owner may see what it is for. */
export function parseAcl(text: string): DeclaredAcl | undefined {
  try {
    return declaredAclSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export interface FrontMatter {
  readonly title?: string | undefined;
  /** `none` where it says nothing of permissions, `void` where it does and is not understood. */
  readonly acl: DeclaredAcl | 'none' | 'void';
}

const aclNames = ['users', 'groups', 'everyone', 'classification'] as const;
const listSchema = z.array(z.string());

/**
 * What a Markdown file says of itself before its text: `title`, and `users`, `groups`, `everyone`, `classification`. Of YAML it takes
 * one line a name, with lists such as `[a, b]` or as lines that begin with `- `.
 */
export function readFrontMatter(markdown: string): FrontMatter {
  const block = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(markdown)?.[1];
  if (block === undefined) return { acl: 'none' };
  const fields = fieldsOf(block);
  const title = fields.get('title');
  const said = aclNames.filter((name) => fields.has(name));
  // Near misses count as said: whoever writes `group:` meant to keep somebody out.
  const isMeant = said.length > 0 || ['acl', 'user', 'group', 'permissions'].some((name) => fields.has(name));
  if (!isMeant) return { title: asText(title), acl: 'none' };
  const parsed = declaredAclSchema.safeParse(
    Object.fromEntries(said.map((name) => [name, fieldValue(name, fields.get(name))])),
  );
  const isUnderstood = parsed.success && said.length > 0;
  return { title: asText(title), acl: isUnderstood ? parsed.data : 'void' };
}

type Field = string | readonly string[] | undefined;

function fieldsOf(block: string): Map<string, Field> {
  const fields = new Map<string, Field>();
  let name = '';
  for (const line of block.split(/\r?\n/)) {
    const item = /^\s*-\s+(.*)$/.exec(line)?.[1];
    const pair = /^([A-Za-z][\w-]*):\s*(.*)$/.exec(line);
    if (pair) {
      name = (pair[1] ?? '').toLowerCase();
      const value = (pair[2] ?? '').trim();
      fields.set(name, /^\[.*\]$/.test(value) ? listOf(value.slice(1, -1)) : unquoted(value));
    } else if (item !== undefined && name) {
      const before = fields.get(name);
      fields.set(name, [...(Array.isArray(before) ? before : []), unquoted(item.trim())]);
    }
  }
  return fields;
}

const listOf = (text: string): string[] =>
  text.trim() === '' ? [] : text.split(',').map((item) => unquoted(item.trim()));
const unquoted = (text: string): string => /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
const asText = (field: Field): string | undefined => (typeof field === 'string' && field !== '' ? field : undefined);

function fieldValue(name: (typeof aclNames)[number], field: Field): unknown {
  if (name === 'everyone') return field === 'true' ? true : field === 'false' ? false : field;
  if (name === 'classification') return /^\d+$/.test(String(field)) ? Number(field) : field;
  return listSchema.safeParse(field).success ? field : [field];
}
