import { AssemblyError } from './template';

/** What intrinsic functions look up in the stack around them. */
export interface IntrinsicScope {
  ref(logicalId: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(name: string, first: string, second: string): unknown;
  stackOutput(stack: string, output: string, region?: string): unknown;
  importValue(name: string): unknown;
  availabilityZones(region: string): readonly string[];
}

type Resolve = (value: unknown) => unknown;
type Intrinsic = (argument: unknown, resolve: Resolve, scope: IntrinsicScope) => unknown;

/** Stands for `AWS::NoValue`: the property it is given to is left out. */
export const noValue = Symbol('AWS::NoValue');

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, _resolve, scope) => scope.ref(text(argument, 'Ref')),
  Condition: (argument, _resolve, scope) => scope.condition(text(argument, 'Condition')),
  'Fn::GetAtt': (argument, resolve, scope) => {
    const [logicalId, ...attribute] = typeof argument === 'string' ? argument.split('.') : list(argument, 'Fn::GetAtt');
    return scope.getAtt(
      text(logicalId, 'Fn::GetAtt'),
      attribute.map((part) => text(resolve(part), 'Fn::GetAtt')).join('.'),
    );
  },
  'Fn::Join': (argument, resolve) => {
    const [separator, parts] = list(argument, 'Fn::Join');
    return list(resolve(parts), 'Fn::Join')
      .map((part) => text(part, 'Fn::Join'))
      .join(text(separator, 'Fn::Join'));
  },
  'Fn::Sub': (argument, resolve, scope) => {
    const [template, variables] = typeof argument === 'string' ? [argument, {}] : list(argument, 'Fn::Sub');
    return substitute(text(template, 'Fn::Sub'), variables as Record<string, unknown>, resolve, scope);
  },
  'Fn::Select': (argument, resolve) => {
    const [index, from] = list(argument, 'Fn::Select');
    const found = list(resolve(from), 'Fn::Select')[Number(resolve(index))];
    if (found === undefined) throw new AssemblyError(`Fn::Select finds nothing at ${JSON.stringify(index)}`);
    return found;
  },
  'Fn::Split': (argument, resolve) => {
    const [separator, value] = list(argument, 'Fn::Split');
    return text(resolve(value), 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
  'Fn::If': (argument, resolve, scope) => {
    const [condition, whenTrue, whenFalse] = list(argument, 'Fn::If');
    return resolve(scope.condition(text(condition, 'Fn::If')) ? whenTrue : whenFalse);
  },
  'Fn::Equals': (argument, resolve) => {
    const [left, right] = list(argument, 'Fn::Equals');
    return JSON.stringify(resolve(left)) === JSON.stringify(resolve(right));
  },
  'Fn::And': (argument, resolve) => list(argument, 'Fn::And').every((each) => resolve(each) === true),
  'Fn::Or': (argument, resolve) => list(argument, 'Fn::Or').some((each) => resolve(each) === true),
  'Fn::Not': (argument, resolve) => list(argument, 'Fn::Not').every((each) => resolve(each) !== true),
  'Fn::FindInMap': (argument, resolve, scope) => {
    const [name, first, second] = list(argument, 'Fn::FindInMap').map((key) => text(resolve(key), 'Fn::FindInMap'));
    return scope.mapping(name ?? '', first ?? '', second ?? '');
  },
  'Fn::GetStackOutput': (argument, resolve, scope) => {
    const { StackName, OutputName, Region } = resolve(argument) as Record<string, unknown>;
    const region = Region === undefined ? undefined : text(Region, 'Fn::GetStackOutput');
    return scope.stackOutput(text(StackName, 'Fn::GetStackOutput'), text(OutputName, 'Fn::GetStackOutput'), region);
  },
  'Fn::ImportValue': (argument, resolve, scope) => scope.importValue(text(resolve(argument), 'Fn::ImportValue')),
  'Fn::GetAZs': (argument, resolve, scope) => scope.availabilityZones(text(resolve(argument), 'Fn::GetAZs')),
  'Fn::Base64': (argument, resolve) => Buffer.from(text(resolve(argument), 'Fn::Base64')).toString('base64'),
};

/**
 * Resolves every intrinsic function in a value of a template.
 * @throws AssemblyError naming the function or reference that cannot be resolved
 */
export function resolveIntrinsics(value: unknown, scope: IntrinsicScope): unknown {
  const resolve: Resolve = (inner) => {
    if (typeof inner === 'string') return refuseDynamicReference(inner);
    if (Array.isArray(inner)) return inner.map(resolve).filter((item) => item !== noValue);
    if (typeof inner !== 'object' || inner === null) return inner;
    const entries = Object.entries(inner);
    const [only] = entries;
    if (only && entries.length === 1 && isIntrinsicName(only[0], only[1]))
      return applyIntrinsic(only[0], only[1], resolve, scope);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, resolve(item)] as const).filter(([, item]) => item !== noValue),
    );
  };
  return resolve(value);
}

/** A policy's `Condition` block is an object; the intrinsic of that name holds a condition's name. */
function isIntrinsicName(name: string, argument: unknown): boolean {
  return name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof argument === 'string');
}

function applyIntrinsic(name: string, argument: unknown, resolve: Resolve, scope: IntrinsicScope): unknown {
  const intrinsic = intrinsics[name];
  if (!intrinsic) throw new AssemblyError(`intrinsic function ${name} cannot be resolved`);
  return intrinsic(argument, resolve, scope);
}

function substitute(
  template: string,
  variables: Readonly<Record<string, unknown>>,
  resolve: Resolve,
  scope: IntrinsicScope,
): string {
  return template.replace(/\$\{([^}]+)\}/g, (_match, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (name in variables) return text(resolve(variables[name]), 'Fn::Sub');
    const [logicalId = '', ...attribute] = name.split('.');
    return text(attribute.length ? scope.getAtt(logicalId, attribute.join('.')) : scope.ref(name), 'Fn::Sub');
  });
}

function refuseDynamicReference(value: string): string {
  const reference = /\{\{resolve:[^}]*\}\}/.exec(value);
  if (reference) throw new AssemblyError(`dynamic reference ${reference[0]} cannot be resolved`);
  return value;
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new AssemblyError(`${where} expects text and got ${JSON.stringify(value)}`);
}

function list(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new AssemblyError(`${where} expects a list and got ${JSON.stringify(value)}`);
}
