import { at, list, values } from './resource';

const pseudo: Readonly<Record<string, string>> = {
  'AWS::AccountId': '<account>',
  'AWS::Region': '<region>',
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** A value of a template as text for people: references are put in angle brackets. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  const [[name, argument] = ['', undefined]] = Object.entries(values(value));
  if (name === 'Ref') return pseudo[String(argument)] ?? '<reference>';
  if (name === 'Fn::Join')
    return list(list(argument)[1])
      .map(textOf)
      .join(String(list(argument)[0] ?? ''));
  if (name === 'Fn::Sub') return substituted(argument);
  if (name === 'Fn::Select') return '<part of a reference>';
  if (at(value, name) === undefined) return '';
  return '<reference>';
}

function substituted(argument: unknown): string {
  const template = String(list(argument)[0]);
  return template.replace(/\$\{([^}]+)\}/g, (_match, name: string) => pseudo[name] ?? '<reference>');
}
