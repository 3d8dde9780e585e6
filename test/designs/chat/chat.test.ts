import { Match, Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { modelSchema } from '../../../lambdas/chat/domain/model-schema';
import { chatConfiguration } from '../../../lib/designs/chat/settings';
import { workload } from '../../../lib/designs/chat/workload';
import { stage, stageWith } from '../../support/stages';
import { at, list, outputOf, property, referenced, resources } from '../../support/template';
import { templateSerializer } from '../../support/template-serializer';
import { grantedIn, permissions } from './permissions';

expect.addSnapshotSerializer(templateSerializer);

const timeout = 60_000;
const dev = () => stage('dev').template('dev-chat');
/** The dev stage with optional settings of chat in use. */
const changed = memoize(() =>
  stageWith('dev', {
    designs: { chat: { auditMessageText: true, guardrails: { 'us-east-1': { id: 'gr123', version: '2' } } } },
  }),
);
const prod = (part: string) => stage('prod').template(`prod-${part}`);
const assertions = (template: object) => Template.fromJSON(template as Record<string, unknown>);

function memoize<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** What a reference to an output of a stack of prod stands for. */
function valueFrom(stack: string, reference: unknown): unknown {
  const found = outputOf(stage('prod').stacks, reference);
  expect(found?.stack.name).toBe(stack);
  return found?.value;
}

/** The one resource of a type whose properties satisfy the condition. */
function only(
  template: ReturnType<typeof dev>,
  type: string,
  has: (found: ReturnType<typeof resources>[number]) => boolean,
) {
  const found = resources([{ name: 'it', region: 'us-east-1', template }], type).filter(has);
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type} where one was expected`);
  return found[0] as (typeof found)[number];
}

describe('snapshots', () => {
  it.each(['chat', 'chat-data'])(
    'dev-%s',
    (part) => expect(stage('dev').template(`dev-${part}`)).toMatchSnapshot(),
    timeout,
  );
  it.each(['chat', 'chat-data'])('prod-%s', (part) => expect(prod(part)).toMatchSnapshot(), timeout);
});

describe.each([
  ['dev-chat', 'dev', 'firehose:PutRecord'],
  ['prod-chat', 'prod', 'kinesis:PutRecord'],
  ['prod-eu-west-1-chat', 'prod', 'kinesis:PutRecord'],
] as const)('%s', (stack, stageName, audit) => {
  it('lets each function do exactly what it needs', () => {
    expect(grantedIn(stage(stageName), stack)).toEqual(permissions(audit));
  });
});

describe('WebSocket API', () => {
  it('sends each action to a route of its own, answers on it, and anything else to $default', () => {
    const routes = resources(
      stage('dev').stacks.filter(({ name }) => name === 'dev-chat'),
      'AWS::ApiGatewayV2::Route',
    );
    const keys = routes.map((route) => property(route, 'RouteKey')).sort();
    expect(keys).toEqual(['$connect', '$default', '$disconnect', 'ping', 'resume', 'send', 'stop']);
    const twoWay = routes.filter((route) => property(route, 'RouteResponseSelectionExpression') === '$default');
    expect(twoWay.map((route) => property(route, 'RouteKey')).sort()).toEqual(
      keys.filter((key) => key !== '$disconnect'),
    );
    assertions(dev()).resourceCountIs('AWS::ApiGatewayV2::RouteResponse', twoWay.length);
    assertions(dev()).hasResourceProperties('AWS::ApiGatewayV2::Api', {
      RouteSelectionExpression: '$request.body.action',
    });
  });

  it('asks its authorizer whatever the credential comes in: no identity source is required', () => {
    assertions(dev()).hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      IdentitySource: [],
    });
  });

  it('is throttled as the stage says', () => {
    const { perSecond, burst } = chatConfiguration.presets.dev.throttle;
    assertions(dev()).hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: 'chat-ws',
      DefaultRouteSettings: { ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: burst },
    });
  });
});

describe('errors behind the WebSocket API', () => {
  const socketAlarm = (template: object) =>
    Object.entries(assertions(template).findResources('AWS::CloudWatch::Alarm')).find(([id]) =>
      id.includes('SocketErrors'),
    )?.[1].Properties;
  const functionsWithoutAlarm = (template: object) =>
    Object.entries(assertions(template).findResources('AWS::Lambda::Function'))
      .filter(([, fn]) =>
        JSON.stringify(at(fn.Metadata, 'blueprint:alarm-opt-out', 'errors') ?? '').includes('WebSocket'),
      )
      .map(([id]) => id.replace(/^SocketRoutes|Function.*$/g, ''));

  it('ring in dev from the first one on, by one alarm for the API and its functions', () => {
    expect(socketAlarm(dev())).toMatchObject({
      Threshold: 1,
      Metrics: [{ Expression: 'integration + execution' }, { Id: 'integration' }, { Id: 'execution' }],
    });
    expect(functionsWithoutAlarm(dev()).sort()).toEqual(
      ['Connect', 'Disconnect', 'Ping', 'Reject', 'Resume', 'Send', 'Stop'].sort(),
    );
  });

  it('ring in prod by their share of all frames, and by function', () => {
    const chat = prod('chat');
    expect(socketAlarm(chat)).toMatchObject({
      Threshold: 1,
      Metrics: [{ Expression: '100 * (integration + execution) / frames' }, ...Array(3).fill(expect.anything())],
    });
    expect(functionsWithoutAlarm(chat)).toEqual([]);
  });
});

describe('REST API', () => {
  it('streams completions for as long as the function may run', () => {
    const complete = only(dev(), 'AWS::Lambda::Function', ({ id }) => id.includes('Complete'));
    assertions(dev()).hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST',
      Integration: {
        ResponseTransferMode: 'STREAM',
        TimeoutInMillis: Number(property(complete, 'Timeout')) * 1000,
        Uri: Match.objectLike({ 'Fn::Join': ['', Match.arrayWith(['/response-streaming-invocations'])] }),
      },
    });
  });

  it('is reached through the edge: its stage is the first part of every path', () => {
    assertions(dev()).hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'chat', TracingEnabled: true });
    expect(Object.keys(dev().Outputs ?? {}).filter((key) => key.includes('Endpoint'))).toEqual([]);
  });

  it('refuses with a body that is RFC 9457 problem details and an OpenAI error at once', () => {
    const shape = z.object({
      type: z.literal('about:blank'),
      title: z.string().min(1),
      status: z.number().int().min(400).optional(),
      detail: z.string().min(1),
      code: z.string().regex(/^[a-z_]+$/),
      error: z.object({ message: z.string().min(1), type: z.string(), param: z.null(), code: z.string() }),
    });
    const responses = resources([{ name: 'it', region: '', template: dev() }], 'AWS::ApiGateway::GatewayResponse');
    for (const response of responses) {
      const template = String(property(response, 'ResponseTemplates', 'application/json'));
      const body = shape.parse(
        JSON.parse(template.replaceAll('$context.error.messageString', '"said by API Gateway"')),
      );
      expect(body.status).toBe(property(response, 'StatusCode') && Number(property(response, 'StatusCode')));
      expect(body.error).toMatchObject({ message: body.detail, code: body.code });
    }
    const statuses = responses.map((response) => property(response, 'StatusCode'));
    expect(statuses).toEqual(expect.arrayContaining(['400', '401', '403', '404', '413', '429', '503', '504']));
  });

  it('has no metrics for each method, which are billed and which nothing reads', () => {
    const apiStage = only(dev(), 'AWS::ApiGateway::Stage', () => true);
    const settings = list(property(apiStage, 'MethodSettings'));
    expect(settings).toHaveLength(1);
    expect(settings.filter((setting) => at(setting, 'MetricsEnabled') === true)).toEqual([]);
  });

  it('says when to try again where it throttles', () => {
    assertions(dev()).hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'THROTTLED',
      StatusCode: '429',
      ResponseParameters: { 'gatewayresponse.header.Retry-After': "'1'" },
    });
  });
});

it('no access log holds a query string or a header, where tickets and tokens travel', () => {
  const template = dev();
  const formats = [
    ...resources([{ name: 'it', region: '', template }], 'AWS::ApiGateway::Stage').map((found) =>
      property(found, 'AccessLogSetting', 'Format'),
    ),
    ...resources([{ name: 'it', region: '', template }], 'AWS::ApiGatewayV2::Stage').map((found) =>
      property(found, 'AccessLogSettings', 'Format'),
    ),
  ];
  expect(formats).toHaveLength(2);
  for (const format of formats) {
    expect(String(format)).not.toMatch(/querystring|\$context\.path\b|\$input|header\./i);
  }
});

describe('worker', () => {
  it('reads a FIFO queue a tier, one message at a time, in order within a conversation and not across them', () => {
    const stacks = [{ name: 'it', region: '', template: dev() }];
    const mappings = resources(stacks, 'AWS::Lambda::EventSourceMapping');
    expect(mappings.map((mapping) => property(mapping, 'BatchSize'))).toEqual([1, 1]);
    for (const mapping of mappings) {
      const queue = referenced(stacks, stacks[0] as (typeof stacks)[0], property(mapping, 'EventSourceArn'));
      expect(queue?.resource.Properties).toMatchObject({
        FifoQueue: true,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
      });
    }
  });

  it('rings when messages wait, not when answers are long', () => {
    const generate = only(dev(), 'AWS::Lambda::Function', ({ id }) => id.startsWith('WorkerGenerate'));
    const longestAnswer = Number(property(generate, 'Timeout'));
    for (const [tier, mayWait] of [
      ['Paid', 60],
      ['Free', 300],
    ] as const) {
      const alarm = only(dev(), 'AWS::CloudWatch::Alarm', ({ id }) => id.startsWith(`Queues${tier}OldestMessage`));
      expect(property(alarm, 'Threshold')).toBe(longestAnswer + mayWait);
    }
  });

  it('knows how often a message is delivered before it is set aside', () => {
    const generate = only(dev(), 'AWS::Lambda::Function', ({ id }) => id.startsWith('WorkerGenerate'));
    const queue = only(dev(), 'AWS::SQS::Queue', ({ id }) => id.startsWith('QueuesPaidQueue'));
    expect(property(generate, 'Environment', 'Variables', 'MAX_RECEIVE_COUNT')).toBe(
      String(property(queue, 'RedrivePolicy', 'maxReceiveCount')),
    );
  });

  it('keeps free generations apart from paid ones: each tier has a bound of its own', () => {
    const bounds = resources([{ name: 'it', region: '', template: dev() }], 'AWS::Lambda::EventSourceMapping').map(
      (mapping) => [mapping.id.replace(/Mapping.*/, ''), property(mapping, 'ScalingConfig', 'MaximumConcurrency')],
    );
    const { paid, free } = chatConfiguration.presets.dev.generations;
    expect(Object.fromEntries(bounds)).toEqual({
      WorkerPaid: at(paid, 'maxConcurrency'),
      WorkerFree: at(free, 'maxConcurrency'),
    });
  });
});

describe('models', () => {
  it.each([
    ['prod-chat', 'us.'],
    ['prod-eu-west-1-chat', 'eu.'],
    ['prod-ap-northeast-1-chat', 'apac.'],
  ])('of %s are called in its own geography', (name, prefix) => {
    const generate = only(stage('prod').template(name), 'AWS::Lambda::Function', ({ id }) =>
      id.startsWith('WorkerGenerate'),
    );
    const models = z
      .array(modelSchema)
      .parse(JSON.parse(String(property(generate, 'Environment', 'Variables', 'CHAT_MODELS'))));
    expect(models.map(({ bedrockModelId }) => bedrockModelId.startsWith(prefix))).toEqual([true, true, true]);
  });

  it(
    "are called through the region's guardrail where the stage names one",
    () => {
      const template = changed().template('dev-chat');
      for (const id of ['WorkerGenerate', 'HttpFunctionsComplete']) {
        const fn = only(template, 'AWS::Lambda::Function', (found) => found.id.startsWith(id));
        expect(property(fn, 'Environment', 'Variables')).toMatchObject({
          GUARDRAIL_ID: 'gr123',
          GUARDRAIL_VERSION: '2',
        });
        const policy = only(template, 'AWS::IAM::Policy', (found) => found.id.startsWith(id));
        const statement = list(property(policy, 'PolicyDocument', 'Statement')).find(
          (found) => at(found, 'Action') === 'bedrock:ApplyGuardrail',
        );
        expect(JSON.stringify(at(statement, 'Resource'))).toContain(':guardrail/gr123');
      }
    },
    timeout,
  );
});

it('message text reaches the audit stream only where the stage says so', () => {
  const keepsText = (template: ReturnType<typeof dev>) =>
    resources([{ name: 'it', region: '', template }], 'AWS::Lambda::Function')
      .filter((fn) => property(fn, 'Environment', 'Variables', 'AUDIT_KEEP_TEXT') === 'true')
      .map(({ id }) => id.replace(/Function.{8}$/, ''));
  expect(keepsText(dev())).toEqual([]);
  expect(keepsText(changed().template('dev-chat')).sort()).toEqual([
    'HttpFunctionsComplete',
    'HttpFunctionsManageConversations',
    'SocketRoutesSend',
    'WorkerGenerate',
  ]);
});

it('measures itself apart from the same design of another stage, in alarms and graphs alike', () => {
  const alarms = resources([{ name: 'it', region: '', template: dev() }], 'AWS::CloudWatch::Alarm').map((alarm) =>
    JSON.stringify(alarm.resource.Properties),
  );
  const own = alarms.filter((alarm) => alarm.includes('Blueprint/Chat'));
  expect(own).toHaveLength(2);
  for (const alarm of own) {
    expect(alarm).toContain('[{"Name":"service","Value":"chat"},{"Name":"stage","Value":"dev"}]');
  }
  const [board] = resources([{ name: 'it', region: '', template: dev() }], 'AWS::CloudWatch::Dashboard');
  const metrics = JSON.stringify(board?.resource.Properties).match(/Blueprint\/Chat/g) ?? [];
  const ofThisStage = JSON.stringify(board?.resource.Properties).match(/\\"stage\\",\\"dev\\"/g) ?? [];
  expect(ofThisStage).toHaveLength(metrics.length);
  expect(metrics).not.toHaveLength(0);
});

describe('attachments', () => {
  it('are kept without versions and for as long as conversations, and uploaded from the console alone where there is a domain', () => {
    const bucket = (template: ReturnType<typeof dev>) =>
      only(template, 'AWS::S3::Bucket', (found) => property(found, 'CorsConfiguration') !== undefined);
    for (const [data, origin, days] of [
      [stage('dev').template('dev-chat-data'), '*', 31],
      [prod('chat-data'), 'https://example.com', 366],
    ] as const) {
      const found = bucket(data);
      expect(property(found, 'VersioningConfiguration')).toBeUndefined();
      const [rule] = list(at(property(found, 'LifecycleConfiguration'), 'Rules'));
      expect(at(rule, 'ExpirationInDays')).toBe(days);
      const [cors] = list(at(property(found, 'CorsConfiguration'), 'CorsRules'));
      expect([at(cors, 'AllowedOrigins'), at(cors, 'AllowedMethods')]).toEqual([[origin], ['POST']]);
    }
  });
});

describe('several regions', () => {
  it('share conversations and use in global tables, and no connections', () => {
    const tables = resources(
      stage('prod').stacks.filter(({ name }) => name.endsWith('chat-data')),
      'AWS::DynamoDB::GlobalTable',
    );
    const regions = tables.map((table) => [
      `${table.stack.region} ${table.id.replace(/Table.*/, '')}`,
      list(property(table, 'Replicas'))
        .map((replica) => at(replica, 'Region'))
        .sort(),
    ]);
    expect(Object.fromEntries(regions)).toEqual({
      'us-east-1 Conversations': ['ap-northeast-1', 'eu-west-1', 'us-east-1'],
      'us-east-1 Usage': ['ap-northeast-1', 'eu-west-1', 'us-east-1'],
      'us-east-1 Connections': ['us-east-1'],
      'eu-west-1 Connections': ['eu-west-1'],
      'ap-northeast-1 Connections': ['ap-northeast-1'],
    });
  });

  it('accept tokens of the one client of the platform, and look for others in their own replica', () => {
    const regions = stage('prod').stacks.filter(({ name }) => /^prod-(?:.*-)?chat$/.test(name));
    expect(regions.map(({ region }) => region).sort()).toEqual(['ap-northeast-1', 'eu-west-1', 'us-east-1']);
    const { UserPoolClientId, PlatformTableName } = stage('prod').template('prod-platform').Outputs ?? {};
    for (const { region, template } of regions) {
      const authorizers = resources([{ name: 'it', region, template }], 'AWS::Lambda::Function')
        .map((each) => at(property(each, 'Environment'), 'Variables'))
        .filter((variables) => at(variables, 'JWT_ISSUER') !== undefined);
      expect(authorizers).toHaveLength(2);
      for (const variables of authorizers) {
        expect(valueFrom('prod-platform', at(variables, 'JWT_CLIENT_ID'))).toEqual(UserPoolClientId?.Value);
        expect(valueFrom('prod-platform', at(variables, 'PLATFORM_TABLE_NAME'))).toEqual(PlatformTableName?.Value);
      }
    }
  });

  it('make a cell of the size that the design is for', () => {
    const invocationsAPoller = 10;
    const { paid, free } = chatConfiguration.presets.prod.generations;
    const pollers = Number(at(paid, 'maxPollers')) + Number(at(free, 'maxPollers'));
    expect(pollers * invocationsAPoller).toBeGreaterThanOrEqual(workload.targets.concurrentStreamsACell ?? Infinity);
  });
});

it('where latency matters, prod keeps environments warm and calls those', () => {
  const template = prod('chat');
  const warm = resources([{ name: 'it', region: '', template }], 'AWS::Lambda::Alias').map(({ id }) =>
    id.replace(/Live.*/, ''),
  );
  expect(warm.sort()).toEqual([
    'HttpAuthorizer',
    'HttpFunctionsComplete',
    'SocketRoutesAuthorizer',
    'SocketRoutesSend',
    'WorkerGenerate',
  ]);
  const send = only(template, 'AWS::ApiGatewayV2::Integration', ({ id }) => id.includes('sendRoute'));
  expect(JSON.stringify(property(send, 'IntegrationUri'))).toContain('SocketRoutesSendLive');
});
