import { Match, Template } from 'aws-cdk-lib/assertions';
import { placeholders } from '../../tools/deploy/checks';
import { stage, stageWith } from '../support/stages';

const edgeOf = (name: string) => Template.fromJSON({ ...stage(name).template(`${name}-edge`) });

function distribution(template: Template) {
  const [found] = Object.values(template.findResources('AWS::CloudFront::Distribution'));
  return found?.Properties.DistributionConfig;
}

describe('the distribution of dev', () => {
  const edge = edgeOf('dev');

  it('leads the paths of every design to its APIs, uncached, with every header but Host', () => {
    const behaviours = distribution(edge).CacheBehaviors;
    expect(behaviours.map(({ PathPattern }: { PathPattern: string }) => PathPattern)).toEqual([
      '/rag/*',
      '/chat/*',
      '/chat-ws',
      '/fraud/*',
      '/streaming/*',
      '/streaming-live',
    ]);
    for (const behaviour of behaviours) {
      expect(behaviour).toMatchObject({
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
        AllowedMethods: expect.arrayContaining(['POST', 'DELETE']),
        ViewerProtocolPolicy: 'https-only',
        Compress: false,
      });
    }
  });

  it('speaks TLS 1.2 to its origins and waits long enough for a streamed answer', () => {
    const origins = distribution(edge).Origins.filter((origin: object) => 'CustomOriginConfig' in origin);
    expect(origins).toHaveLength(6);
    for (const { CustomOriginConfig } of origins) {
      expect(CustomOriginConfig).toMatchObject({
        OriginProtocolPolicy: 'https-only',
        OriginSSLProtocols: ['TLSv1.2'],
        OriginReadTimeout: 60,
      });
    }
  });

  it('serves the console from a private bucket that only this distribution reads', () => {
    expect(distribution(edge).DefaultCacheBehavior.ViewerProtocolPolicy).toBe('redirect-to-https');
    edge.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: Match.stringLikeRegexp('^Console') },
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 's3:GetObject',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Condition: { StringEquals: { 'AWS:SourceArn': Match.anyValue() } },
          }),
        ]),
      },
    });
  });

  it('sends security headers with every answer', () => {
    edge.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: {
          ContentSecurityPolicy: {
            ContentSecurityPolicy: {
              'Fn::Join': [
                '',
                [
                  // The bucket that reviewers' images are in, and no other.
                  Match.stringLikeRegexp("^default-src 'none'; .*; img-src 'self' data: blob: https://$"),
                  Match.objectLike({ 'Fn::GetStackOutput': Match.objectLike({ StackName: 'dev-streaming-data' }) }),
                  // Which is the address of the page by HTTPS and by WebSocket: every socket of the stage is there.
                  Match.stringLikeRegexp(
                    "^\\.s3\\.us-east-1\\.amazonaws\\.com; font-src .*; connect-src 'self' https://dev-$",
                  ),
                  { Ref: 'AWS::AccountId' },
                  '.auth.us-east-1.amazoncognito.com https://',
                  // The bucket that documents are uploaded to.
                  Match.objectLike({ 'Fn::GetStackOutput': Match.objectLike({ StackName: 'dev-rag-data' }) }),
                  '.s3.us-east-1.amazonaws.com https://',
                  // And images.
                  Match.objectLike({ 'Fn::GetStackOutput': Match.objectLike({ StackName: 'dev-streaming-data' }) }),
                  Match.stringLikeRegexp("frame-ancestors 'none'$"),
                ],
              ],
            },
          },
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY' },
          ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
          StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000 },
        },
      },
    });
    const { DefaultCacheBehavior, CacheBehaviors } = distribution(edge);
    for (const { ResponseHeadersPolicyId } of [DefaultCacheBehavior, ...CacheBehaviors]) {
      expect(ResponseHeadersPolicyId).toEqual({ Ref: expect.stringMatching(/^SecurityHeaders/) });
    }
  });

  it('keeps access logs in a bucket that takes what comes by ACL, and S3 its own in another that takes none', () => {
    expect(distribution(edge).Logging).toMatchObject({
      Bucket: { 'Fn::GetAtt': [expect.stringMatching(/^DistributionLogs/), 'RegionalDomainName'] },
      Prefix: 'distribution/',
    });
    const buckets = Object.entries(edge.findResources('AWS::S3::Bucket'));
    const withAcls = buckets.filter(([, { Properties }]) => Properties.OwnershipControls);
    expect(withAcls.map(([id]) => id)).toEqual([expect.stringMatching(/^DistributionLogs/)]);
    const targets = buckets.flatMap(
      ([, { Properties }]) => Properties.LoggingConfiguration?.DestinationBucketName ?? [],
    );
    expect(targets).toEqual([
      { Ref: expect.stringMatching(/^AccessLogs/) },
      { Ref: expect.stringMatching(/^AccessLogs/) },
    ]);
  });

  it('is deleted before the bucket of its logs is emptied', () => {
    const [emptying] = Object.keys(edge.findResources('Custom::S3AutoDeleteObjects')).filter((id) =>
      id.startsWith('DistributionLogs'),
    );
    edge.hasResource('AWS::CloudFront::Distribution', { DependsOn: Match.arrayWith([emptying]) });
  });

  it('tells clients where everything is', () => {
    const { Outputs } = stage('dev').template('dev-edge');
    const address = { 'Fn::GetAtt': [expect.stringMatching(/^Distribution/), 'DomainName'] };
    expect(Outputs).toMatchObject({
      ConsoleUrl: { Value: { 'Fn::Join': ['', ['https://', address]] } },
      ChatApiUrl: { Value: { 'Fn::Join': ['', ['https://', address, '/chat']] } },
      ChatWebSocketUrl: { Value: { 'Fn::Join': ['', ['wss://', address, '/chat-ws']] } },
      LiveWebSocketUrl: { Value: { 'Fn::Join': ['', ['wss://', address, '/streaming-live']] } },
    });
    // Another host would be none that the page may connect to.
    for (const [key, { Value }] of Object.entries<{ Value: unknown }>(Outputs ?? {}))
      if (key.endsWith('WebSocketUrl'))
        expect(Value).toEqual({ 'Fn::Join': ['', ['wss://', address, expect.any(String)]] });
  });
});

describe('the firewall', () => {
  const [acl] = Object.values(edgeOf('dev').findResources('AWS::WAFv2::WebACL'));
  const rules: { Name: string; Priority: number; Statement: Record<string, never> }[] = acl?.Properties.Rules;
  const counted = (name: string): string[] => {
    const statement: unknown = rules.find((rule) => rule.Name === name)?.Statement;
    const { ManagedRuleGroupStatement } = statement as {
      ManagedRuleGroupStatement: { RuleActionOverrides?: { Name: string; ActionToUse: object }[] };
    };
    return (ManagedRuleGroupStatement.RuleActionOverrides ?? []).map(({ Name, ActionToUse }) => {
      expect(ActionToUse).toEqual({ Count: {} });
      return Name;
    });
  };

  it('is in front of the distribution, with a rate rule and three managed groups', () => {
    expect(acl?.Properties.Scope).toBe('CLOUDFRONT');
    expect(distribution(edgeOf('dev')).WebACLId).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^FirewallWebAcl/), 'Arn'],
    });
    expect(rules.map(({ Name }) => Name)).toEqual([
      'RatePerAddress',
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesCommonRuleSet',
      'AWSManagedRulesKnownBadInputsRuleSet',
    ]);
    expect(new Set(rules.map(({ Priority }) => Priority)).size).toBe(rules.length);
  });

  it('lets long prompts pass, and questions about code, and WebSocket clients without a user agent', () => {
    expect(counted('AWSManagedRulesCommonRuleSet')).toEqual(
      expect.arrayContaining(['SizeRestrictions_BODY', 'CrossSiteScripting_BODY', 'NoUserAgent_HEADER']),
    );
    expect(counted('AWSManagedRulesKnownBadInputsRuleSet')).toContain('Log4JRCE_BODY');
  });

  it('still blocks by everything that is not a body', () => {
    const all = ['AWSManagedRulesCommonRuleSet', 'AWSManagedRulesKnownBadInputsRuleSet'].flatMap(counted);
    expect(all.filter((name) => !name.endsWith('_BODY'))).toEqual(['NoUserAgent_HEADER']);
    expect(counted('AWSManagedRulesAmazonIpReputationList')).toEqual([]);
  });

  it('keeps credentials out of request samples, which the redaction of the log does not reach', () => {
    expect(acl?.Properties.DataProtectionConfig.DataProtections).toEqual([
      {
        Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization', 'sec-websocket-protocol', 'cookie'] },
        Action: 'SUBSTITUTION',
      },
      { Field: { FieldType: 'QUERY_STRING' }, Action: 'SUBSTITUTION' },
    ]);
  });

  it('logs what it blocks without credentials, into a group whose name WAF accepts', () => {
    edgeOf('dev').hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: Match.arrayWith([
        { SingleHeader: { Name: 'authorization' } },
        { SingleHeader: { Name: 'sec-websocket-protocol' } },
        { QueryString: {} },
      ]),
    });
    edgeOf('dev').hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: 'aws-waf-logs-dev-edge' });
  });
});

describe('an own domain', () => {
  const edge = edgeOf('prod');

  it('is the address of the stage, with TLS 1.2 at least', () => {
    expect(distribution(edge)).toMatchObject({
      Aliases: ['example.com'],
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
    });
    expect(stage('prod').template('prod-edge').Outputs?.ChatApiUrl?.Value).toBe('https://example.com/chat');
  });

  it('is a placeholder in cdk.json, which a deployment refuses', () => {
    expect(placeholders(stage('prod').stacks)).toEqual(['api.example.com', 'example.com', 'ws.example.com']);
    expect(placeholders(stage('dev').stacks)).toEqual([]);
  });

  it('sends requests on to the nearest region by name', () => {
    const hosts = distribution(edge).Origins.map(({ DomainName }: { DomainName: unknown }) => DomainName);
    expect(hosts).toEqual(expect.arrayContaining(['api.example.com', 'ws.example.com']));
  });
});

describe('several regions', () => {
  const edge = edgeOf('prod');
  const regions = ['us-east-1', 'eu-west-1', 'ap-northeast-1'];
  const checks = edge.findResources('AWS::Route53::HealthCheck');

  it.each(regions)('%s answers to the same names as the others, while it is healthy', (Region) => {
    for (const Name of ['api.example.com.', 'ws.example.com.']) {
      for (const Type of ['A', 'AAAA']) {
        edge.hasResourceProperties('AWS::Route53::RecordSet', {
          Name,
          Type,
          Region,
          SetIdentifier: Region,
          HealthCheckId: { Ref: Match.stringLikeRegexp('Healthy') },
        });
      }
    }
  });

  it.each(regions)('%s is healthy when its API answers and does not fail most requests', (region) => {
    const configs = Object.values(checks).map(({ Properties }) => Properties.HealthCheckConfig);
    const answers = configs.find((config) => JSON.stringify(config.FullyQualifiedDomainName ?? '').includes(region));
    const works = configs.find(({ AlarmIdentifier }) => AlarmIdentifier?.Region === region);
    expect(answers).toMatchObject({ Type: 'HTTPS', ResourcePath: '/ping', RequestInterval: 30, FailureThreshold: 3 });
    expect(works).toMatchObject({ Type: 'CLOUDWATCH_METRIC', InsufficientDataHealthStatus: 'LastKnownStatus' });
    const stackName = region === 'us-east-1' ? 'prod-chat' : `prod-${region}-chat`;
    Template.fromJSON({ ...stage('prod').template(stackName) }).hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: '5XXError',
      Statistic: 'Average',
      Threshold: 0.5,
      EvaluationPeriods: 3,
    });
  });

  it('need both', () => {
    const calculated = Object.values(checks).filter(
      ({ Properties }) => Properties.HealthCheckConfig.Type === 'CALCULATED',
    );
    expect(calculated).toHaveLength(3);
    for (const { Properties } of calculated) {
      expect(Properties.HealthCheckConfig).toMatchObject({ HealthThreshold: 2, ChildHealthChecks: [{}, {}] });
    }
  });

  it('are told apart by no stack that a lost region would keep from changing', () => {
    for (const region of regions) {
      const name = region === 'us-east-1' ? 'prod-platform' : `prod-${region}-platform`;
      Template.fromJSON({ ...stage('prod').template(name) }).resourceCountIs('AWS::Route53::RecordSet', 0);
    }
  });

  it('are reported when they are out of DNS', () => {
    edge.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { MetricName: 'HealthCheckStatus' }, 3);
  });
});

it('stays in us-east-1 with a key and an alerts topic of its own when the stage is elsewhere', () => {
  const { stacks } = stageWith('far', { preset: 'dev', regions: ['eu-central-1'] }, { designs: 'chat' });
  const edge = stacks.find(({ name }) => name === 'far-edge');
  expect(edge?.region).toBe('us-east-1');
  const template = Template.fromJSON({ ...edge?.template });
  template.resourceCountIs('AWS::KMS::Key', 1);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: [{ Ref: Match.stringLikeRegexp('^Alerts') }],
  });
  const origins = JSON.stringify(template.findResources('AWS::CloudFront::Distribution'));
  expect(origins).toContain('execute-api.eu-central-1.amazonaws.com');
});
