import type * as z from 'zod';
import { problemSchema } from '../../lambdas/shared/domain/problem';

/** Schemas that have a name in the document, with what a reader should know of them. */
export type Schemas = Readonly<Record<string, readonly [z.core.$ZodType, string]>>;

export const problem = [
  problemSchema,
  'Problem details (RFC 9457). code is stable.',
] as const satisfies Schemas[string];

/** Codes of errors by status. */
export type Errors = Readonly<Record<number, readonly string[]>>;

interface Described {
  readonly description: string;
  readonly required?: boolean;
}

/** @typeParam Name names of the schemas */
export interface Operation<Name extends string = string> {
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly request?: Name;
  readonly query?: Readonly<Record<string, Described>>;
  /** Headers of the request besides those that every one has. */
  readonly headers?: Readonly<Record<string, Described>>;
  readonly success: readonly [status: number, schema: Name];
  /** Headers of a success, and what they say. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
  /** Besides those that every operation has. */
  readonly errors?: Errors;
  /** Schemas of the events that a streamed success is made of, by their names. */
  readonly events?: Readonly<Record<string, Name>>;
}

/** The HTTP API of a design, from which its document is made. */
export interface Api<Name extends string = string> {
  readonly title: string;
  readonly description: string;
  /** Output of the stage that is the base of every path. */
  readonly output: string;
  /** First part of every path below the edge. */
  readonly stageName: string;
  readonly schemas: Schemas & Readonly<Record<'Problem', unknown>>;
  /** What any operation may answer. */
  readonly usual: Errors;
  /** By path and method. */
  readonly operations: Readonly<Record<string, Readonly<Record<string, Operation<Name>>>>>;
}
