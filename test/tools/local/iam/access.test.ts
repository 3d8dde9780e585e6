import { Access, AccessDenied } from '../../../../tools/local/iam/access';
import { InvokePermissions } from '../../../../tools/local/iam/invoke-permissions';
import type { PolicySource } from '../../../../tools/local/iam/role-policies';
import type { ResolvedResource } from '../../../../tools/local/types';

const roleArn = 'arn:aws:iam::000000000000:role/send';
const statement = (Action: string | string[], Resource: string | string[]) => ({ Effect: 'Allow', Action, Resource });
const document = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });

function source(...resources: (Pick<ResolvedResource, 'type'> & Partial<ResolvedResource>)[]): PolicySource {
  const complete = resources.map((resource, index) => ({
    stack: 'main',
    logicalId: `R${index}`,
    region: 'us-east-1',
    ref: `r${index}`,
    path: `main/R${index}`,
    attributes: {},
    properties: {},
    ...resource,
  }));
  return { ofType: (...types) => complete.filter(({ type }) => types.includes(type)) };
}

function role(properties: Record<string, unknown> = {}) {
  return { type: 'AWS::IAM::Role', ref: 'send', attributes: { Arn: roleArn }, properties };
}

function accessOf(...resources: Parameters<typeof source>): Access {
  const access = new Access(source(...resources));
  access.addFunction('send', roleArn);
  return access;
}

const caller = { name: 'send', roleArn };

describe('policies of a role', () => {
  it('are its inline ones, those attached by policy resources, and managed ones', () => {
    const access = accessOf(
      role({
        Policies: [{ PolicyName: 'inline', PolicyDocument: document(statement('sqs:SendMessage', 'queue')) }],
        ManagedPolicyArns: ['arn:own', 'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'],
      }),
      { type: 'AWS::IAM::Policy', properties: { Roles: ['send'], PolicyDocument: document(statement('a:B', 'x')) } },
      { type: 'AWS::IAM::Policy', properties: { Roles: ['other'], PolicyDocument: document(statement('no:No', '*')) } },
      {
        type: 'AWS::IAM::ManagedPolicy',
        ref: 'arn:own',
        properties: { PolicyDocument: document(statement('c:D', 'y')) },
      },
      {
        type: 'AWS::IAM::ManagedPolicy',
        properties: { Roles: ['send'], PolicyDocument: document(statement('e:F', 'z')) },
      },
    );
    const actions = access.grants().map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['sqs:SendMessage', 'a:B', 'c:D', 'e:F', 'xray:PutTraceSegments']));
    expect(actions).not.toContain('no:No');
  });

  it('stop the start when a managed policy is not known', () => {
    const unknown = 'arn:aws:iam::aws:policy/AdministratorAccess';
    expect(() => accessOf(role({ ManagedPolicyArns: [unknown] }))).toThrow(
      `main/R0: the statements of managed policy ${unknown}`,
    );
  });

  it('stop the start when a condition cannot be evaluated', () => {
    const conditional = { ...statement('a:B', '*'), Condition: { DateLessThan: { 'aws:CurrentTime': '2030-01-01' } } };
    const policies = role({ Policies: [{ PolicyDocument: document(conditional) }] });
    expect(() => accessOf(policies)).toThrow('main/R0: condition operator DateLessThan is not evaluated');
  });

  it('stop the start when a condition is about something that calls here do not carry', () => {
    const Condition = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['x'] } };
    const policies = role({ Policies: [{ PolicyDocument: document({ ...statement('a:B', '*'), Condition }) }] });
    expect(() => accessOf(policies)).toThrow('main/R0: condition key dynamodb:Attributes is not evaluated');
  });

  describe('about the keys of items', () => {
    const tableArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';
    const table = {
      type: 'AWS::DynamoDB::GlobalTable',
      ref: 'things',
      attributes: { Arn: tableArn },
      properties: {
        KeySchema: [
          { AttributeName: 'sk', KeyType: 'RANGE' },
          { AttributeName: 'pk', KeyType: 'HASH' },
        ],
      },
    };
    const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['CLIENT#*'] } };
    const restricted = (actions: string[]) =>
      accessOf(
        role({
          Policies: [{ PolicyDocument: document({ ...statement(actions, 'arn:aws:dynamodb:*'), Condition }) }],
        }),
        table,
      );
    const item = (pk: string) => ({ sk: { S: 'CLIENT#sort' }, pk: { S: pk } });

    it.each([tableArn, tableArn.replace('us-east-1', 'eu-west-1')])('hold for those of %s', (resource) => {
      const access = restricted(['dynamodb:PutItem']);
      const put = (pk: string) => () =>
        access.authorize(caller, [{ action: 'dynamodb:PutItem', resource, item: item(pk) }]);
      expect(put('CLIENT#a')).not.toThrow();
      for (const pk of ['KEY#a', 'BRAKE', 'client#a', '']) expect(put(pk)).toThrow(AccessDenied);
    });

    it.each(['dynamodb:Query', 'dynamodb:BatchWriteItem', 'dynamodb:*'])(
      'stop the start for %s, whose calls do not carry them here',
      (action) => {
        expect(() => restricted(['dynamodb:PutItem', action])).toThrow(
          `main/R0: condition key dynamodb:LeadingKeys is not evaluated for ${action}`,
        );
      },
    );
  });

  it('tell what the code of a function does from what Lambda does for it', () => {
    const Condition = { Null: { 'lambda:SourceFunctionArn': 'false' } };
    const deny = { ...statement('ec2:CreateNetworkInterface', '*'), Effect: 'Deny', Condition };
    const Statement = [statement('ec2:*', '*'), deny];
    const access = accessOf(role({ Policies: [{ PolicyDocument: { Statement } }] }));
    const needed = { action: 'ec2:CreateNetworkInterface', resource: '*' };
    expect(access.check('send', needed)).toBeUndefined();
    const code = { ...caller, functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:send' };
    expect(() => access.authorize(code, [needed])).toThrow('with an explicit deny');
  });

  it('may depend on the region that is called', () => {
    const Condition = { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } };
    const access = accessOf(
      role({ Policies: [{ PolicyDocument: document({ ...statement('a:B', '*'), Condition }) }] }),
    );
    const needed = [{ action: 'a:B', resource: 'x' }];
    expect(() => access.authorize(caller, needed, 'us-east-1')).not.toThrow();
    expect(() => access.authorize(caller, needed, 'eu-west-1')).toThrow(AccessDenied);
  });

  it('stop the start when the role is not in the assembly', () => {
    expect(() => accessOf()).toThrow(`no role ${roleArn} in the assembly`);
  });
});

describe('access', () => {
  const policy = document(statement(['dynamodb:GetItem', 'dynamodb:PutItem'], ['table', 'index']));
  const start = () => accessOf(role({ Policies: [{ PolicyDocument: policy }] }));

  it('refuses in IAM words, naming role, function, action and resource, and records it once', () => {
    const access = start();
    const ask = () => access.authorize(caller, [{ action: 'dynamodb:DeleteItem', resource: 'table' }]);
    expect(ask).toThrow(AccessDenied);
    expect(ask).toThrow(
      'User: arn:aws:sts::000000000000:assumed-role/send/send is not authorized to perform: dynamodb:DeleteItem on resource: table ' +
        'because no identity-based policy allows the dynamodb:DeleteItem action',
    );
    expect(access.denials()).toEqual([
      { function: 'send', roleArn, action: 'dynamodb:DeleteItem', resource: 'table', context: {}, explicit: false },
    ]);
    access.clearDenials();
    expect(access.denials()).toEqual([]);
  });

  it('needs every requirement of a call', () => {
    const access = start();
    const get = { action: 'dynamodb:GetItem', resource: 'table' };
    access.authorize(caller, [get, { ...get, resource: 'index' }]);
    expect(() => access.authorize(caller, [get, { ...get, resource: 'elsewhere' }])).toThrow('on resource: elsewhere');
  });

  it('lets the operator do all', () => {
    expect(() => start().authorize({ name: 'operator' }, [{ action: 'any:Thing', resource: '*' }])).not.toThrow();
  });

  it('lists what was granted and never used', () => {
    const access = start();
    expect(access.unused().map(({ action }) => action)).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
    access.check('send', { action: 'dynamodb:GetItem', resource: 'table' });
    expect(access.unused()).toEqual([
      { function: 'send', roleArn, action: 'dynamodb:PutItem', resources: ['table', 'index'] },
    ]);
  });

  it('takes an action out and puts it back', () => {
    const access = start();
    const get = { action: 'dynamodb:GetItem', resource: 'table' };
    const restore = access.denyAction('send', 'dynamodb:GetItem');
    expect(access.check('send', get)).toMatchObject({ action: 'dynamodb:GetItem' });
    expect(access.check('send', { ...get, action: 'dynamodb:PutItem' })).toBeUndefined();
    restore();
    expect(access.check('send', get)).toBeUndefined();
  });

  it('takes out nothing that is not granted', () => {
    expect(() => start().denyAction('send', 'sqs:SendMessage')).toThrow(
      'the role of send does not name sqs:SendMessage',
    );
  });
});

describe('permissions to invoke', () => {
  const alias = 'arn:aws:lambda:us-east-1:000000000000:function:send:live';
  const permissions = new InvokePermissions(
    source({
      type: 'AWS::Lambda::Permission',
      properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: alias,
        Principal: 'apigateway.amazonaws.com',
        SourceArn: 'arn:aws:execute-api:us-east-1:000000000000:abc/*/send',
      },
    }),
  );
  const sourceArn = 'arn:aws:execute-api:us-east-1:000000000000:abc/chat-ws/send';

  it('hold for the function, the principal and the source they name', () => {
    expect(permissions.allows(alias, 'apigateway.amazonaws.com', sourceArn)).toBe(true);
    expect(permissions.allows(alias, 'sns.amazonaws.com', sourceArn)).toBe(false);
    expect(permissions.allows(alias, 'apigateway.amazonaws.com', sourceArn.replace('abc', 'xyz'))).toBe(false);
  });

  it('on an alias do not hold for the function itself', () => {
    expect(permissions.allows('send:live', 'apigateway.amazonaws.com', sourceArn)).toBe(true);
    expect(permissions.allows('send', 'apigateway.amazonaws.com', sourceArn)).toBe(false);
    expect(permissions.allows(alias.replace(':live', ''), 'apigateway.amazonaws.com', sourceArn)).toBe(false);
  });
});
