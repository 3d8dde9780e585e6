import { Match, Template } from 'aws-cdk-lib/assertions';
import { answerEnv, documentsEnv, ingestEnv, searchEnv, setupIndexEnv } from '../../../lambdas/rag/env';
import { parseEnv } from '../../../lambdas/shared/parse-env';
import { ragConfiguration } from '../../../lib/designs/rag/settings';
import { workload } from '../../../lib/designs/rag/workload';
import { stage } from '../../support/stages';
import { at, isRecord, list, property, referenced, resources } from '../../support/template';
import { templateSerializer } from '../../support/template-serializer';
import { grantedIn, permissions } from './permissions';

expect.addSnapshotSerializer(templateSerializer);

const timeout = 60_000;
type Stage = 'dev' | 'staging' | 'prod';
const part = (name: Stage, which: 'rag' | 'rag-data') => stage(name).template(`${name}-${which}`);
const assertions = (name: Stage, which: 'rag' | 'rag-data') =>
  Template.fromJSON({ ...part(name, which) } as Record<string, unknown>);
const all = (name: Stage, which: 'rag' | 'rag-data', type: string) =>
  resources([{ name: `${name}-${which}`, region: 'us-east-1', template: part(name, which) }], type);
const functionOf = (name: Stage, which: 'rag' | 'rag-data', id: string) => {
  const found = all(name, which, 'AWS::Lambda::Function').filter((fn) => fn.id.startsWith(id));
  if (found.length !== 1) throw new Error(`${found.length} functions ${id}`);
  return found[0] as (typeof found)[number];
};

describe('snapshots', () => {
  it.each(['rag', 'rag-data'] as const)('dev-%s', (which) => expect(part('dev', which)).toMatchSnapshot(), timeout);
  it.each(['rag', 'rag-data'] as const)('prod-%s', (which) => expect(part('prod', which)).toMatchSnapshot(), timeout);
});

describe.each([
  ['dev', 'firehose:PutRecord'],
  ['prod', 'kinesis:PutRecord'],
] as const)('%s', (name, audit) => {
  it('lets each function do exactly what it needs', () => {
    expect(grantedIn(stage(name), `${name}-rag`)).toEqual(permissions(audit));
  });

  it('lets the function that sets the search domain up do nothing elsewhere', () => {
    const methods = ['Get', 'Head', 'Post', 'Put'].map((method) => `es:ESHttp${method}`);
    expect(grantedIn(stage(name), `${name}-rag-data`)).toEqual({ 'Setup/Function': { 'search /*': methods } });
  });

  it('tells every handler what its environment asks for', () => {
    const told = (id: string, which: 'rag' | 'rag-data' = 'rag') => {
      const variables = property(functionOf(name, which, id), 'Environment', 'Variables');
      const entries = Object.entries(isRecord(variables) ? variables : {});
      // What is known only in an account is some text or address there.
      const texts = entries.map(([key, value]) => [key, typeof value === 'string' ? value : `https://${key}`]);
      return Object.fromEntries(texts) as Record<string, string>;
    };
    expect(parseEnv(documentsEnv, told('DocumentsFunction'))).toBeTruthy();
    expect(parseEnv(ingestEnv, told('IngestionWorker'))).toMatchObject({ MAX_RECEIVE_COUNT: 5 });
    const query = {
      FUSION: 'min-max',
      VECTOR_WEIGHT: 0.25,
      RERANK_MODEL: 'cohere.rerank-v3-5:0',
      EXPANSION_MODEL: 'us.amazon.nova-micro-v1:0',
    };
    expect(parseEnv(searchEnv, told('QuerySearchFunction'))).toMatchObject(query);
    expect(parseEnv(searchEnv, told('QuerySearchToolFunction'))).toMatchObject(query);
    expect(parseEnv(answerEnv, told('QueryAnswer'))).toMatchObject({
      ...query,
      ANSWER_MODEL: 'us.amazon.nova-lite-v1:0',
    });
    expect(parseEnv(setupIndexEnv, told('SetupFunction', 'rag-data'))).toBeTruthy();
  });
});

describe('search domain', () => {
  const domain = (name: Stage) => {
    const [found] = all(name, 'rag-data', 'AWS::OpenSearchService::Domain');
    if (!found) throw new Error(`no domain in ${name}`);
    return found;
  };

  it.each(['dev', 'staging', 'prod'] as const)(
    'of %s is reached over TLS 1.2, signed, and encrypted everywhere with the key of the stage',
    (name) => {
      assertions(name, 'rag-data').hasResourceProperties('AWS::OpenSearchService::Domain', {
        DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
        NodeToNodeEncryptionOptions: { Enabled: true },
        EncryptionAtRestOptions: { Enabled: true, KmsKeyId: Match.anyValue() },
        AdvancedSecurityOptions: { Enabled: true, InternalUserDatabaseEnabled: false },
      });
      const { stacks } = stage(name);
      const where = domain(name);
      const key = referenced(stacks, where.stack, property(where, 'EncryptionAtRestOptions', 'KmsKeyId'));
      expect(key?.type).toBe('AWS::KMS::Key');
    },
    timeout,
  );

  it('has the function that sets it up as its master, and admits roles of this design alone', () => {
    const found = domain('dev');
    const master = property(found, 'AdvancedSecurityOptions', 'MasterUserOptions', 'MasterUserARN');
    expect(referenced(stage('dev').stacks, found.stack, master)?.id).toMatch(/^SetupFunctionRole/);
    const statements = list(property(found, 'AccessPolicies', 'Statement'));
    expect(statements).toHaveLength(1);
    const [statement] = statements;
    expect(JSON.stringify(at(statement, 'Condition', 'ArnLike', 'aws:PrincipalArn'))).toContain(':role/dev-rag-*');
    expect(JSON.stringify(at(statement, 'Principal'))).not.toContain('*');
  });

  it('is of the size that the stage says', () => {
    for (const name of ['dev', 'staging', 'prod'] as const) {
      const { instances, instanceType, zones, volumeGb, dedicatedMasters } = ragConfiguration.presets[name].search;
      expect(domain(name).resource.Properties).toMatchObject({
        ClusterConfig: {
          InstanceCount: instances,
          InstanceType: instanceType,
          ZoneAwarenessEnabled: zones > 1,
          DedicatedMasterEnabled: dedicatedMasters !== undefined,
        },
        EBSOptions: { VolumeSize: volumeGb, VolumeType: 'gp3' },
      });
    }
  });

  it('is in the private network where the stage has one, a subnet a zone, and open to functions alone', () => {
    expect(property(domain('dev'), 'VPCOptions')).toBeUndefined();
    expect(list(property(domain('prod'), 'VPCOptions', 'SubnetIds'))).toHaveLength(3);
    const [group] = all('prod', 'rag-data', 'AWS::EC2::SecurityGroup');
    expect(group && property(group, 'SecurityGroupEgress', 0, 'CidrIp')).toBe('255.255.255.255/32');
    const [rule, ...more] = all('prod', 'rag-data', 'AWS::EC2::SecurityGroupIngress');
    expect(more).toEqual([]);
    if (!rule) throw new Error('nobody may come in');
    expect(rule.resource.Properties).toMatchObject({ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' });
    const from = referenced(stage('prod').stacks, rule.stack, property(rule, 'SourceSecurityGroupId'));
    expect(from?.id).toMatch(/^NetworkFunctions/);
  });

  it('may write its logs, on behalf of this domain alone, before there is one', () => {
    const [policy] = all('dev', 'rag-data', 'AWS::Logs::ResourcePolicy');
    const document = JSON.stringify(policy && property(policy, 'PolicyDocument'));
    expect(document).toContain('es.amazonaws.com');
    expect(document).toContain(':domain/dev-rag');
    expect(document).toContain('aws:SourceAccount');
    expect(list(domain('dev').resource.DependsOn)).toContain(policy?.id);
    const kinds = Object.keys(property(domain('dev'), 'LogPublishingOptions') as object);
    expect(kinds.sort()).toEqual(['AUDIT_LOGS', 'ES_APPLICATION_LOGS', 'INDEX_SLOW_LOGS', 'SEARCH_SLOW_LOGS']);
  });

  it('is never replaced by an upgrade of its engine', () => {
    expect(at(domain('prod').resource, 'UpdatePolicy')).toEqual({ EnableVersionUpgrade: true });
  });

  const watched = (name: 'dev' | 'prod') =>
    all(name, 'rag', 'AWS::CloudWatch::Alarm')
      .map(({ resource }) => JSON.stringify(resource.Properties))
      .filter((alarm) => alarm.includes('"AWS/ES"'))
      .flatMap((alarm) => [...alarm.matchAll(/"MetricName":"([^"]+)"/g)].map(([, metric]) => metric));
  const causes = [
    ...['ClusterStatus.red', 'FreeStorageSpace', 'JVMMemoryPressure', 'CPUUtilization'],
    ...['KNNCircuitBreakerTriggered', 'KMSKeyError'],
  ];

  it('rings for what AWS recommends to watch, and when vectors no longer fit', () => {
    expect(new Set(watched('prod'))).toEqual(
      new Set([
        ...causes,
        ...['ClusterStatus.yellow', 'ClusterIndexWritesBlocked', 'ThreadpoolSearchRejected', 'ThreadpoolWriteRejected'],
        ...['KMSKeyInaccessible', 'AutomatedSnapshotFailure'],
      ]),
    );
  });

  it('rings in dev for each cause, and says of every alarm that it goes without which other one tells', () => {
    expect(watched('dev').sort()).toEqual(causes.sort());
    expect(domain('dev').resource.Metadata?.['blueprint:alarm-opt-out']).toEqual({
      Yellow: 'An index without replicas is green or red, and red has an alarm.',
      WritesBlocked: expect.stringContaining('Disk and memory have alarms'),
      KeyInaccessible: expect.stringContaining('has an alarm'),
      Snapshots: expect.stringContaining('red status'),
      SearchRejected: expect.stringContaining('5xx of the API'),
      WriteRejected: expect.stringContaining('dead letter'),
    });
  });

  it('rings for its disk when a quarter of it is left', () => {
    const storage = all('prod', 'rag', 'AWS::CloudWatch::Alarm').find(({ id }) => id.includes('SearchStorage'));
    expect(storage?.resource.Properties).toMatchObject({
      Threshold: 200 * 1024 * 0.25,
      ComparisonOperator: 'LessThanOrEqualToThreshold',
      Namespace: 'AWS/ES',
      Dimensions: [
        { Name: 'ClientId', Value: { Ref: 'AWS::AccountId' } },
        { Name: 'DomainName', Value: 'prod-rag' },
      ],
    });
  });
});

describe('index', () => {
  it('is made by the function of the data stack, and gives each role its own rights', () => {
    const [index] = all('dev', 'rag', 'Custom::SearchIndex');
    if (!index) throw new Error('no index');
    const { stacks } = stage('dev');
    expect(referenced(stacks, index.stack, property(index, 'ServiceToken'))?.id).toMatch(/^SetupFunction/);
    const roles = (kind: string) =>
      list(property(index, 'Roles', kind)).map((arn) => referenced(stacks, index.stack, arn)?.id.replace(/Role.*/, ''));
    expect({ search: roles('Search'), answer: roles('Answer'), ingest: roles('Ingest') }).toEqual({
      search: ['QuerySearch', 'QuerySearchTool'],
      answer: ['QueryAnswer'],
      ingest: ['IngestionWorker'],
    });
    const { shards, replicas } = ragConfiguration.presets.dev.search;
    expect(index.resource.Properties).toMatchObject({
      Model: 'amazon.titan-embed-text-v2:0',
      Dimensions: 512,
      Shards: shards,
      Replicas: replicas,
    });
  });

  it('is made by a function that may tell the worker, and nobody else, to look whether there is one to fill', () => {
    const { stacks } = stage('dev');
    const policies = all('dev', 'rag', 'AWS::IAM::Policy').filter(({ id }) => id.startsWith('IndexStart'));
    expect(policies).toHaveLength(1);
    const [policy] = policies;
    if (!policy) throw new Error('no policy');
    const roles = list(property(policy, 'Roles')).map((role) => referenced(stacks, policy.stack, role)?.id);
    expect(roles).toEqual([expect.stringMatching(/^SetupFunctionRole/)]);
    const [statement, ...more] = list(property(policy, 'PolicyDocument', 'Statement'));
    expect(more).toEqual([]);
    expect(at(statement, 'Action')).toBe('sqs:SendMessage');
    const queue = referenced(stacks, policy.stack, at(statement, 'Resource'));
    expect(queue?.type).toBe('AWS::SQS::Queue');
    const [index] = all('dev', 'rag', 'Custom::SearchIndex');
    expect(index && referenced(stacks, index.stack, property(index, 'Queue'))?.id).toBe(queue?.id);
    expect(list(index?.resource.DependsOn)).toContain(policy.id);
  });
});

describe('ingestion', () => {
  const ruleOf = (id: string) => {
    const rule = all('dev', 'rag', 'AWS::Events::Rule').find((each) => each.id.startsWith(id));
    if (!rule) throw new Error('no rule');
    return rule;
  };
  const uploads = () => ruleOf('IngestionUploads');

  it('removes cached answers every hour that are past their time', () => {
    const rule = ruleOf('IngestionPurge');
    expect(property(rule, 'ScheduleExpression')).toBe('rate(1 hour)');
    expect(property(rule, 'Targets', 0, 'Input')).toBe('{"kind":"purge"}');
    const queue = referenced(stage('dev').stacks, rule.stack, property(rule, 'Targets', 0, 'Arn'));
    expect(queue?.id).toMatch(/^IngestionQueue(?!Dead)/);
  });

  it('is told by S3 of what is uploaded, and of nothing else, with no function that changes notifications', () => {
    const bucket = all('dev', 'rag-data', 'AWS::S3::Bucket').find(({ id }) => id.startsWith('OriginalsBucket'));
    expect(bucket && property(bucket, 'NotificationConfiguration')).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    const functions = all('dev', 'rag-data', 'AWS::Lambda::Function').map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''));
    expect(functions.sort()).toEqual(['CustomS3AutoDeleteObjectsCustomResourceProviderHandler', 'SetupFunction']);
    const rule = uploads();
    expect(property(rule, 'EventPattern')).toMatchObject({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { object: { key: [{ prefix: 'uploads/' }] } },
    });
    const named = property(rule, 'EventPattern', 'detail', 'bucket', 'name', 0);
    expect(referenced(stage('dev').stacks, rule.stack, named)?.id).toBe(bucket?.id);
  });

  it('sets aside what EventBridge cannot deliver where dead letters are watched', () => {
    const rule = uploads();
    const { stacks } = stage('dev');
    const target = (...path: string[]) => referenced(stacks, rule.stack, property(rule, 'Targets', 0, ...path));
    expect(target('Arn')?.id).toMatch(/^IngestionQueueQueue|^IngestionQueue(?!Dead)/);
    expect(target('DeadLetterConfig', 'Arn')?.id).toMatch(/^IngestionQueueDeadLetters/);
  });

  it('waits in a queue whose messages may be delayed one by one', () => {
    const queues = all('dev', 'rag', 'AWS::SQS::Queue');
    expect(queues).toHaveLength(2);
    expect(queues.filter((queue) => property(queue, 'FifoQueue') !== undefined)).toEqual([]);
  });

  it('works on as many documents at a time as the stage says', () => {
    for (const name of ['dev', 'prod'] as const) {
      const [mapping] = all(name, 'rag', 'AWS::Lambda::EventSourceMapping');
      expect(mapping && property(mapping, 'ScalingConfig', 'MaximumConcurrency')).toBe(
        ragConfiguration.presets[name].ingestion.concurrency,
      );
    }
  });

  it('keeps no versions of originals: what is deleted is gone', () => {
    for (const name of ['dev', 'prod'] as const) {
      const bucket = all(name, 'rag-data', 'AWS::S3::Bucket').find(({ id }) => id.startsWith('OriginalsBucket'));
      expect(bucket && property(bucket, 'VersioningConfiguration')).toBeUndefined();
    }
  });
});

describe('REST API', () => {
  const routes = () => {
    const template = part('dev', 'rag');
    const path = (id: string): string => {
      const resource = template.Resources[id];
      const parent: unknown = at(resource, 'Properties', 'ParentId', 'Ref');
      const own = at(resource, 'Properties', 'PathPart');
      return typeof own === 'string' ? `${typeof parent === 'string' ? path(parent) : ''}/${own}` : '';
    };
    return all('dev', 'rag', 'AWS::ApiGateway::Method').map((method) => ({
      route: `${property(method, 'HttpMethod')} ${path(String(property(method, 'ResourceId', 'Ref')))}`,
      streamed: property(method, 'Integration', 'ResponseTransferMode') === 'STREAM',
    }));
  };

  it('has the routes of documents, search and answers; answers are streamed', () => {
    expect(
      routes()
        .map(({ route, streamed }) => (streamed ? `${route} (streamed)` : route))
        .sort(),
    ).toEqual([
      'DELETE /v1/documents/{documentId}',
      'GET /v1/documents',
      'GET /v1/documents/{documentId}',
      'GET /v1/documents/{documentId}/content',
      'GET /v1/suggestions',
      'POST /v1/answers (streamed)',
      'POST /v1/documents',
      'POST /v1/search',
      'PUT /v1/documents/{documentId}/permissions',
    ]);
  });

  it('is reached through the edge, under its own path', () => {
    assertions('dev', 'rag').hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'rag' });
    const { Outputs = {} } = stage('dev').template('dev-edge');
    expect(JSON.stringify(Outputs.RagApiUrl?.Value)).toContain('/rag"');
  });

  it('asks API keys for a scope of its own', () => {
    const authorizer = functionOf('dev', 'rag', 'HttpAuthorizer');
    expect(property(authorizer, 'Environment', 'Variables', 'REQUIRED_SCOPE')).toBe('rag');
  });
});

describe('several regions', () => {
  it('have one corpus, in the primary region, and no name that DNS leads elsewhere', () => {
    const regions = stage('prod')
      .stacks.filter(({ name }) => name.includes('-rag'))
      .map(({ name }) => name);
    expect(regions.sort()).toEqual(['prod-rag', 'prod-rag-data']);
    expect(all('prod', 'rag', 'AWS::ApiGateway::BasePathMapping')).toEqual([]);
  });

  it('let chat in each of them call the one search tool, and no other function', () => {
    const { stacks } = stage('prod');
    const workers = stacks
      .filter(({ name }) => /^prod-(?:.*-)?chat$/.test(name))
      .map((stack) => ({
        worker: resources([stack], 'AWS::Lambda::Function').find(({ id }) => id.startsWith('WorkerGenerate')),
        stack,
      }));
    expect(workers).toHaveLength(3);
    for (const { worker, stack } of workers) {
      const told = worker && property(worker, 'Environment', 'Variables', 'TOOL_FUNCTIONS');
      expect(JSON.stringify(told)).toContain('search_documents');
      const tool = referenced(stacks, stack, at(told, 'Fn::Join', 1, 3));
      expect(tool).toMatchObject({ type: 'AWS::Lambda::Function', stack: { name: 'prod-rag' } });
      expect(tool?.id).toMatch(/^QuerySearchTool/);
      const invoked = resources([stack], 'AWS::IAM::Policy').filter((policy) =>
        JSON.stringify(policy.resource.Properties).includes('lambda:InvokeFunction'),
      );
      expect(invoked.map(({ id }) => id)).toEqual([expect.stringMatching(/^WorkerGenerate/)]);
    }
  });
});

it('measures itself apart from the same design of another stage, by the names that its handlers have', () => {
  const own = all('dev', 'rag', 'AWS::CloudWatch::Alarm')
    .map((alarm) => JSON.stringify(alarm.resource.Properties))
    .filter((alarm) => alarm.includes('Blueprint/Rag'));
  const names = own.map((alarm) => /"MetricName":"([^"]+)"/.exec(alarm)?.[1]);
  expect(names.sort()).toEqual(['AnswersFailed', 'Degraded', 'ReindexingsGivenUp']);
  for (const alarm of own) {
    expect(alarm).toContain('[{"Name":"service","Value":"rag"},{"Name":"stage","Value":"dev"}]');
  }
});

it('where latency matters, prod keeps environments warm', () => {
  const warm = all('prod', 'rag', 'AWS::Lambda::Alias').map(({ id }) => id.replace(/Live.*/, ''));
  expect(warm.sort()).toEqual(['HttpAuthorizer', 'QueryAnswer', 'QuerySearch']);
});

it('is sized for what it says', () => {
  expect(workload.targets).toMatchObject({
    ...{ chunks: 100_000_000, chunkTokens: 512, chunkOverlapTokens: 50 },
    ...{ queryVariants: 3, candidatesReranked: 50, passagesAnswered: 5 },
  });
});
