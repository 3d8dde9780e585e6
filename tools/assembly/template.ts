/** One resource as the template declares it: intrinsic functions not yet resolved. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Export?: { readonly Name: unknown };
  readonly Condition?: string;
}

/** A CloudFormation template as `cdk synth` writes it. */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

/** A stack of the assembly with its template. */
export interface AssemblyStack {
  readonly name: string;
  readonly region: string;
  readonly template: Template;
  readonly tags: Readonly<Record<string, string>>;
  /** Names of the stacks that are deployed before this one. */
  readonly dependencies: readonly string[];
  /** Construct path of a logical id, or `<stack>/<logicalId>` where the assembly has none. */
  path(logicalId: string): string;
}

/** Anything about the assembly that keeps it from being read. The message names what and where. */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError';
}
