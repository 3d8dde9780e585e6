/** Types of columns, as Parquet has them (logical over physical type). */
export type ColumnType = 'STRING' | 'INT64' | 'DOUBLE' | 'BOOLEAN' | 'JSON' | 'FLOAT32 ARRAY (BASE64)';

export interface Column {
  /** Of the field within `details`. */
  readonly name: string;
  readonly type: ColumnType;
  /** Whether every event of the action has it; others are null where there is nothing to say. */
  readonly required: boolean;
  readonly about: string;
}

const required = (name: string, type: ColumnType, about: string): Column => ({ name, type, required: true, about });
const optional = (name: string, type: ColumnType, about: string): Column => ({ name, type, required: false, about });

const digest = required('digest', 'STRING', 'SHA-256 of the rest of the event, 22 characters of base64url');

/**
 * What `details` of fraud scoring's audit events hold, by action: every field has one type and no field is nested, so that a table of
 * Parquet can be made of them column by column. `docs/fraud-audit.md` has the same for people.
 */
export const auditColumns: Readonly<Record<'decision.made' | 'feedback.learnt' | 'list.changed', readonly Column[]>> = {
  'decision.made': [
    required('decisionId', 'STRING', 'hash of organisation and idempotency key'),
    required('decision', 'STRING', 'approve, review or decline'),
    required('decidedAt', 'INT64', 'milliseconds since 1970, UTC'),
    optional('score', 'DOUBLE', 'calibrated probability of fraud, six digits'),
    optional('model', 'STRING', 'version of the model that scored'),
    optional('modelRan', 'STRING', 'in-process or endpoint'),
    optional('modelSha256', 'STRING', 'of the trees that scored, in hexadecimal'),
    optional('shadowModel', 'STRING', 'version of the model that scored besides'),
    optional('shadowSha256', 'STRING', 'of its trees'),
    optional('shadowScore', 'DOUBLE', 'what it said; the decision did not depend on it'),
    required('rulesVersion', 'INT64', '0 are the rules that everyone has at first'),
    required('rulesMatched', 'STRING', 'ids of rules, a blank between them'),
    required('rulesShadow', 'STRING', 'ids of rules without effect, a blank between them'),
    required('degraded', 'STRING', 'what was left out, a blank between'),
    required('body', 'JSON', 'the answer to the letter'),
    required('payment', 'JSON', 'what was asked; amount in minor units of the own currency'),
    required('lists', 'JSON', 'on which list each entity was'),
    required('policy', 'JSON', 'what decisions cost then'),
    required('seen', 'JSON', 'kind, part and version of each history that was read'),
    required('counted', 'JSON', 'kind, part and version of each history before the payment was added to it'),
    required('features', 'FLOAT32 ARRAY (BASE64)', 'little endian, in the order of featureNames; NaN where not known'),
    digest,
  ],
  'feedback.learnt': [
    required('decisionId', 'STRING', 'whose label it is'),
    required('fraud', 'BOOLEAN', 'what the payment turned out to be'),
    required('source', 'STRING', 'chargeback, issuer, customer or review'),
    required('learnedAt', 'INT64', 'milliseconds since 1970, UTC'),
    required('revision', 'INT64', 'from 1 on; the highest of a decision holds'),
    optional('corrects', 'INT64', 'the revision in whose place it is'),
    required('taught', 'JSON', 'kind, part, version and key of each history before it learnt the label'),
    digest,
  ],
  'list.changed': [
    required('changeId', 'STRING', 'in the order of time'),
    required('listKind', 'STRING', 'card, account, device, ip or merchant'),
    required('value', 'STRING', 'the id as payments have it'),
    required('list', 'STRING', 'allow, block, or empty where it was taken off'),
    required('reason', 'STRING', 'why, in the words of who changed it'),
    required('changedAt', 'INT64', 'milliseconds since 1970, UTC'),
    optional('expiresAt', 'INT64', 'milliseconds since 1970, UTC'),
    digest,
  ],
};
