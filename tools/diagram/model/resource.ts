/** A resource of the assembly as diagrams and tables see it: properties stay as the template has them. */
export interface Resource {
  /** Unique in the assembly: `<region>/<stack>/<logical id>`. */
  readonly key: string;
  readonly stack: string;
  readonly region: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly deletionPolicy?: string;
  /** What it belongs to: the value of its stack's `design` tag, or the stack. */
  readonly part: string;
  /** Same in every account and at every synth: made from the construct path, such as `Get usage`. */
  readonly name: string;
}

export type Values = Readonly<Record<string, unknown>>;

/** An object of a template, or an empty one where there is none. */
export const values = (value: unknown): Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {};

/** A list of a template; a single value counts as a list of one. */
export const list = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** The value at a path of property names; undefined where a step is missing. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, name) => values(inner)[name], value);

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
