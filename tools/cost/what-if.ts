import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CostError } from './cost-error';

type Tree = { readonly [key: string]: unknown };

/**
 * CDK context that has settings of a stage replaced, as an edit of `stages.<stage>` in `cdk.json` would.
 * @param settings such as `designs.rag.search.instances=3` or `designs.rag.search={"instances":3}`; values are JSON, or text where
 *   they are none, and of an object what it does not name stays as it is
 * @throws CostError for a setting without a value, and for an object or a list that is no JSON
 */
export async function contextWith(root: string, stage: string, settings: readonly string[]): Promise<Tree> {
  const { context = {} } = JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8')) as { context?: Tree };
  const stages = (context.stages ?? {}) as Record<string, Tree>;
  const changed = settings
    .map(parseSetting)
    .reduce((tree, [path, value]) => replaced(tree, path, value), stages[stage] ?? {});
  return { stage, stages: { ...stages, [stage]: changed } };
}

function parseSetting(setting: string): readonly [readonly string[], unknown] {
  const [, key, text] = /^([\w.-]+)=(.+)$/s.exec(setting) ?? [];
  if (!key || text === undefined)
    throw new CostError(`--set ${setting}: expected key=value, such as designs.rag.rerank=false`);
  return [key.split('.'), jsonOrText(setting, text)];
}

function jsonOrText(setting: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (/^\s*[[{]/.test(text))
      throw new CostError(
        `--set ${setting}: the value is no JSON; write names in quotation marks, as in {"instances":3}`,
      );
    return text;
  }
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

function replaced(tree: Tree, [key, ...rest]: readonly string[], value: unknown): Tree {
  if (key === undefined) return tree;
  const inner = (tree[key] ?? {}) as Tree;
  if (rest.length > 0) return { ...tree, [key]: replaced(inner, rest, value) };
  if (!isTree(value)) return { ...tree, [key]: value };
  return { ...tree, [key]: Object.entries(value).reduce((all, [name, one]) => replaced(all, [name], one), inner) };
}
