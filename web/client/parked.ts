import { jsonProblem } from './json-text';

/** Why a record was parked. */
export const parkedReasons = ['unknown_type', 'unknown_version', 'invalid_data', 'version_taken'] as const;
export type ParkedReason = (typeof parkedReasons)[number];

/** A parked record as it is listed: `GET /v1/events/parked`. */
export interface ParkedListed {
  readonly id: string;
  readonly reason: ParkedReason;
  /** Function that parked it. */
  readonly by: string;
  /** ISO 8601: when it came into the stream. */
  readonly arrivedAt: string;
}

export interface ParkedPage {
  readonly records: readonly ParkedListed[];
  /** Asks for the next page; absent after the last. */
  readonly cursor?: string | undefined;
}

/** `GET /v1/events/parked/{id}`. */
export interface ParkedRecord extends ParkedListed {
  /** What is wrong. */
  readonly detail: string;
  readonly position: {
    readonly shardId?: string | undefined;
    readonly sequenceNumber: string;
    readonly partitionKey: string;
  };
  readonly bytes: number;
  /** The record as text, or its beginning. */
  readonly record: string;
  readonly truncated: boolean;
  /** Once it was put back. */
  readonly putBack?: { readonly by: string; readonly at: string } | undefined;
}

/** What is put in the place of what was sent. */
export interface Correction {
  readonly version?: number;
  readonly data?: Readonly<Record<string, unknown>>;
}

const reasons: Readonly<Record<ParkedReason, string>> = {
  unknown_type: 'Of a type that is not known',
  unknown_version: 'Of a version that is not known',
  invalid_data: 'Its data is not as it should be',
  version_taken: 'Something else was submitted as the same version',
};
export const parkedReasonOf = (reason: ParkedReason): string => reasons[reason] ?? reason.replaceAll('_', ' ');
export const reasonOptions = parkedReasons.map((value) => ({ value, label: reasons[value] }));

const functions: Readonly<Record<string, string>> = { count: 'counting', moderate: 'moderation' };
export const parkedByOf = (by: string): string => functions[by] ?? by;

/** What of a record can be corrected, as it is written into a form. */
export interface CorrectionForm {
  readonly version: string;
  /** JSON. */
  readonly data: string;
}

/** Version and data of a record; undefined where it is no event, or not the whole of one. */
export function formOf({ record, truncated }: Pick<ParkedRecord, 'record' | 'truncated'>): CorrectionForm | undefined {
  if (truncated || jsonProblem(record) !== undefined) return undefined;
  const { version, data } = JSON.parse(record) as Record<string, unknown>;
  if (typeof version !== 'number' || typeof data !== 'object' || data === null) return undefined;
  return { version: String(version), data: JSON.stringify(data, undefined, 2) };
}

export type CorrectionProblems = Partial<Record<keyof CorrectionForm, string>>;

const MOST_VERSION = 1_000;

/** What of a form is another than before; else what is wrong with it, by field. */
export function correctionOf(
  form: CorrectionForm,
  before: CorrectionForm,
): { readonly correction: Correction } | { readonly problems: CorrectionProblems } {
  const version = Number(form.version);
  const isVersion = /^[1-9]\d*$/.test(form.version) && version <= MOST_VERSION;
  const data = jsonProblem(form.data);
  if (!isVersion || data !== undefined) {
    return {
      problems: {
        ...(!isVersion && { version: `A whole number from 1 to ${MOST_VERSION}` }),
        ...(data !== undefined && { data }),
      },
    };
  }
  const own: unknown = JSON.parse(form.data);
  const isOther = JSON.stringify(own) !== JSON.stringify(JSON.parse(before.data));
  return {
    correction: {
      ...(form.version !== before.version && { version }),
      ...(isOther && { data: own as Readonly<Record<string, unknown>> }),
    },
  };
}
