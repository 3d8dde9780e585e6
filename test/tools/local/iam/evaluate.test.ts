// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import fc from 'fast-check';
import type { RequestContext } from '../../../../tools/local/iam/conditions';
import { evaluate, evaluateDocument } from '../../../../tools/local/iam/evaluate';
import { matches, matchesArn } from '../../../../tools/local/iam/pattern';
import { PolicyError, parsePolicy } from '../../../../tools/local/iam/policy';

const tableArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/chat';
const allow = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: tableArn };

function decide(statements: unknown, action = 'dynamodb:GetItem', resource = tableArn, context: RequestContext = {}) {
  return evaluateDocument({ Statement: statements }, action, resource, context);
}

describe('statements', () => {
  it('allow what they name and nothing else', () => {
    expect(decide([allow])).toBe('allowed');
    expect(decide([allow], 'dynamodb:PutItem')).toBe('implicitDeny');
    expect(decide([allow], 'dynamodb:GetItem', `${tableArn}-2`)).toBe('implicitDeny');
    expect(decide([])).toBe('implicitDeny');
  });

  it('deny over any allow, whatever their order', () => {
    const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
    expect(decide([allow, deny])).toBe('explicitDeny');
    expect(decide([deny, allow])).toBe('explicitDeny');
  });

  it('match actions without case and resources with it', () => {
    expect(decide([{ ...allow, Action: 'DYNAMODB:getitem' }])).toBe('allowed');
    expect(decide([{ ...allow, Resource: tableArn.toUpperCase() }])).toBe('implicitDeny');
  });

  it('take wildcards, and a statement that is not in a list', () => {
    expect(decide({ ...allow, Action: 'dynamodb:*Item', Resource: 'arn:aws:dynamodb:*:*:table/cha?' })).toBe('allowed');
    expect(decide({ ...allow, Action: 'dynamodb:Batch*' })).toBe('implicitDeny');
  });

  it('take NotAction and NotResource', () => {
    const others = { Effect: 'Allow', NotAction: ['dynamodb:DeleteTable'], NotResource: `${tableArn}-secret` };
    expect(decide(others)).toBe('allowed');
    expect(decide(others, 'dynamodb:DeleteTable')).toBe('implicitDeny');
    expect(decide(others, 'dynamodb:GetItem', `${tableArn}-secret`)).toBe('implicitDeny');
  });

  it('lose an action that is taken out, and only that', () => {
    const statements = parsePolicy({ Statement: { ...allow, Action: ['dynamodb:GetItem', 'dynamodb:Query'] } });
    const removed = new Set(['dynamodb:GetItem']);
    const ask = (action: string) => evaluate(statements, { action, resource: tableArn, context: {} }, removed).allowed;
    expect(ask('dynamodb:GetItem')).toBe(false);
    expect(ask('dynamodb:Query')).toBe(true);
  });

  it.each([
    [{ ...allow, Effect: 'Maybe' }, 'Effect must be Allow or Deny, not Maybe'],
    [{ ...allow, NotPrincipal: '*' }, 'statement field NotPrincipal is not evaluated'],
    [{ ...allow, Resource: 'table/${aws:username}' }, 'policy variables are not evaluated'],
    [{ ...allow, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }, 'condition operator IpAddress'],
  ])('that cannot be evaluated are refused: %j', (statement, message) => {
    expect(() => decide([statement])).toThrow(PolicyError);
    expect(() => decide([statement])).toThrow(message);
  });
});

describe('conditions', () => {
  const context = {
    'aws:SecureTransport': 'true',
    'dynamodb:LeadingKeys': ['a', 'b'],
    'aws:SourceArn': 'arn:aws:sns:us-east-1:000000000000:alerts',
    size: '5',
  };
  test.each<[string, Record<string, unknown>, boolean]>([
    ['StringEquals', { 'aws:SecureTransport': ['no', 'true'] }, true],
    ['StringEquals', { 'AWS:securetransport': 'true' }, true],
    ['StringEquals', { missing: 'x' }, false],
    ['StringEqualsIfExists', { missing: 'x' }, true],
    ['StringNotEquals', { 'aws:SecureTransport': ['false', 'no'] }, true],
    ['StringNotEquals', { 'aws:SecureTransport': ['false', 'true'] }, false],
    ['StringNotEquals', { missing: 'x' }, true],
    ['StringLike', { 'aws:SourceArn': 'arn:aws:sns:*' }, true],
    ['StringNotLike', { 'aws:SourceArn': 'arn:aws:sns:*' }, false],
    ['ArnLike', { 'aws:SourceArn': 'arn:aws:sns:*:000000000000:al*' }, true],
    ['ArnLike', { 'aws:SourceArn': 'arn:aws:*:alerts' }, false],
    ['Bool', { 'aws:SecureTransport': true }, true],
    ['Bool', { 'aws:SecureTransport': 'false' }, false],
    ['NumericLessThanEquals', { size: 5 }, true],
    ['NumericGreaterThan', { size: 5 }, false],
    ['Null', { missing: 'true' }, true],
    ['Null', { size: 'true' }, false],
    ['ForAllValues:StringEquals', { 'dynamodb:LeadingKeys': ['a', 'b', 'c'] }, true],
    ['ForAllValues:StringEquals', { 'dynamodb:LeadingKeys': ['a'] }, false],
    ['ForAllValues:StringEquals', { missing: ['a'] }, true],
    ['ForAnyValue:StringEquals', { 'dynamodb:LeadingKeys': ['a'] }, true],
    ['ForAnyValue:StringEquals', { 'dynamodb:LeadingKeys': ['z'] }, false],
    ['ForAnyValue:StringEquals', { missing: ['a'] }, false],
  ])('%s %j -> %s', (operator, keys, holds) => {
    const statement = { ...allow, Condition: { [operator]: keys } };
    expect(decide([statement], 'dynamodb:GetItem', tableArn, context)).toBe(holds ? 'allowed' : 'implicitDeny');
  });

  it('have to hold all together', () => {
    const Condition = { StringEquals: { size: '5', missing: 'x' }, Bool: { 'aws:SecureTransport': 'true' } };
    expect(decide([{ ...allow, Condition }], 'dynamodb:GetItem', tableArn, context)).toBe('implicitDeny');
  });

  it('limit a deny as well', () => {
    const deny = {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    expect(decide([allow, deny], 'dynamodb:GetItem', tableArn, context)).toBe('allowed');
  });
});

describe('patterns', () => {
  it('match any text they were cut from, and themselves', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (before, middle, after) => {
        expect(matches(`${before}*${after}`, before + middle + after)).toBe(true);
        expect(matches('*', middle)).toBe(true);
      }),
    );
  });

  it('without wildcards match nothing but themselves', () => {
    const plain = fc.string().filter((text) => !/[*?]/.test(text));
    fc.assert(fc.property(plain, fc.string(), (pattern, text) => matches(pattern, text) === (pattern === text)));
  });

  it('for ARNs do not reach over colons', () => {
    expect(matchesArn('arn:aws:s3:*:*:bucket', 'arn:aws:s3:us-east-1:1:bucket')).toBe(true);
    expect(matchesArn('arn:*:bucket', 'arn:aws:s3:us-east-1:1:bucket')).toBe(false);
    expect(matchesArn('*', 'arn:aws:s3:us-east-1:1:bucket')).toBe(true);
  });
});
