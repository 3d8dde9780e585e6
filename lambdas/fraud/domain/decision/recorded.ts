import * as z from 'zod/mini';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import type { DecisionView } from '../api/decision-view';
import { decisionResponse } from '../api/decisions';
import { featureNames } from '../features/features-of';
import { listedKinds } from '../rules/expression';
import { policySchema } from './policy';

const paymentSchema = z.looseObject({
  paymentId: z.string(),
  amount: z.number(),
  currency: z.string(),
  occurredAt: z.number(),
  account: z.string(),
  card: z.string(),
  merchant: z.string(),
  country: z.optional(z.string()),
  stream: z.optional(z.record(z.string(), z.number())),
});

const recordSchema = z.object({
  decisionId: z.string(),
  org: z.string(),
  /** The answer to the letter. */
  body: z.string(),
  payment: paymentSchema,
  lists: z.record(z.enum(listedKinds), z.string()),
  policy: policySchema,
});

/** A decision as it was recorded: all that it takes to make it again. */
export interface RecordedDecision extends z.infer<typeof recordSchema> {
  /** In the order of `featureNames`. */
  readonly features: Float32Array;
}

/**
 * The record in an event of the audit stream.
 *
 * @throws Error for an event that is no record of a decision, or has lost a part
 */
export function recordOfEvent({ action, actor, details }: AuditEvent): RecordedDecision {
  if (action !== 'decision.made') throw new Error(`an event ${action} is no record of a decision`);
  const { decisionId, body, features } = details;
  const [payment, lists, policy] = ['payment', 'lists', 'policy'].map((name) => parsed(name, details[name]));
  const record = recordSchema.safeParse({ decisionId, org: actor.org, body, payment, lists, policy });
  if (!record.success) throw new Error(`the record is not whole: ${z.prettifyError(record.error)}`);
  return { ...record.data, features: floatsOf(String(features)) };
}

function parsed(name: string, text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    throw new Error(`${name} of the record is no JSON`);
  }
}

/** Single-precision numbers, little endian, in base64. */
function floatsOf(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (bytes.length % 4 !== 0) throw new Error(`features of the record are ${bytes.length} bytes, no multiple of four`);
  return new Float32Array(bytes.buffer);
}

/**
 * The record in what the API shows of a decision: fields of an answer keep their order, so that the body is the same bytes.
 *
 * @param org whose decision it is
 */
export function recordOfView(org: string, view: DecisionView): RecordedDecision {
  const names = Object.keys(view).filter((name) => name in decisionResponse.shape);
  const body = JSON.stringify(Object.fromEntries(names.map((name) => [name, view[name as keyof DecisionView]])));
  const { decisionId, payment, lists, policy } = view;
  const record = recordSchema.safeParse({ decisionId, org, body, payment, lists, policy });
  if (!record.success) throw new Error(`the record is not whole: ${z.prettifyError(record.error)}`);
  const features = Float32Array.from(featureNames, (name) => view.features[name] ?? Number.NaN);
  return { ...record.data, features };
}
