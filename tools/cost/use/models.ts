import type { Resources, UseView } from './view';

type Kind = 'text' | 'embedding' | 'rerank';

/** Models by their names in the price table, with what their ids in Bedrock begin with. The cheaper ones of a kind come first. */
const models: Readonly<Record<string, { readonly kind: Kind; readonly id: string }>> = {
  'nova-micro': { kind: 'text', id: 'amazon.nova-micro-v1' },
  'nova-lite': { kind: 'text', id: 'amazon.nova-lite-v1' },
  'llama-4-maverick': { kind: 'text', id: 'meta.llama4-maverick' },
  'nova-2-lite': { kind: 'text', id: 'amazon.nova-2-lite-v1' },
  'mistral-large-3': { kind: 'text', id: 'mistral.mistral-large-3' },
  'llama-3.3-70b': { kind: 'text', id: 'meta.llama3-3-70b' },
  'nova-pro': { kind: 'text', id: 'amazon.nova-pro-v1' },
  'claude-haiku-4.5': { kind: 'text', id: 'anthropic.claude-haiku-4-5' },
  'nova-premier': { kind: 'text', id: 'amazon.nova-premier-v1' },
  'claude-sonnet-4.5': { kind: 'text', id: 'anthropic.claude-sonnet-4-5' },
  'claude-sonnet-4.6': { kind: 'text', id: 'anthropic.claude-sonnet-4-6' },
  'claude-opus-5': { kind: 'text', id: 'anthropic.claude-opus-5' },
  'titan-embed-v2': { kind: 'embedding', id: 'amazon.titan-embed-text-v2' },
  'cohere-rerank-3.5': { kind: 'rerank', id: 'cohere.rerank-v3-5' },
};

const policies = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role'];
const allowedBy = new WeakMap<Resources, ReadonlySet<string>>();

/** Models that the design's policies name. */
function allowed(own: Resources): ReadonlySet<string> {
  const known = allowedBy.get(own);
  if (known) return known;
  const text = own
    .of(...policies)
    .map((policy) => policy.raw())
    .filter((raw) => raw.includes('bedrock'))
    .join('\n');
  const found = new Set(Object.keys(models).filter((name) => text.includes(models[name]?.id ?? name)));
  allowedBy.set(own, found);
  return found;
}

/**
 * The model that a unit of use asks: the workload's, where the template lets the design ask it; else the dearest of that kind that the
 * template does. Undefined where policies name models and none of that kind: the design then goes without.
 */
export function modelAsked({ own, models: asked }: Pick<UseView, 'own' | 'models'>, kind: Kind): string | undefined {
  const wanted = asked[kind];
  const known = allowed(own);
  if (wanted === undefined || asked.asIs || known.size === 0 || known.has(wanted)) return wanted;
  return [...known].filter((name) => models[name]?.kind === kind).at(-1);
}
