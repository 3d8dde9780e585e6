import { at, list, type Resource } from '../model/resource';
import type { Context, Flow } from './flow';
import { publicNames } from './public-names';

/** Calls that wait for an answer: distributions to origins, APIs to functions, user pools to their triggers. */
export function requestFlows(context: Context): Flow[] {
  return [...originFlows(context), ...apiFlows(context), ...triggerFlows(context), ...balancerFlows(context)];
}

function originFlows({ owners, references }: Context): Flow[] {
  const named = publicNames(owners, references);
  return owners.model.ofType('AWS::CloudFront::Distribution').flatMap((from) =>
    list(at(from.properties, 'DistributionConfig', 'Origins')).flatMap((origin) => {
      const host = at(origin, 'DomainName');
      const targets = [...owners.targets(from, host), ...(typeof host === 'string' ? (named.get(host) ?? []) : [])];
      return [...new Set(targets)].map(
        (to) => ({ from, to, kind: to.type === 'AWS::S3::Bucket' ? 'read' : 'request' }) as Flow,
      );
    }),
  );
}

function apiFlows({ owners }: Context): Flow[] {
  const calls: readonly (readonly [string, string, readonly string[][]])[] = [
    ['AWS::ApiGateway::Method', 'RestApiId', [['Integration', 'Uri']]],
    ['AWS::ApiGateway::Authorizer', 'RestApiId', [['AuthorizerUri'], ['ProviderARNs']]],
    ['AWS::ApiGatewayV2::Integration', 'ApiId', [['IntegrationUri']]],
    ['AWS::ApiGatewayV2::Authorizer', 'ApiId', [['AuthorizerUri'], ['JwtConfiguration']]],
    ['AWS::AppSync::DataSource', 'ApiId', [['LambdaConfig'], ['DynamoDBConfig']]],
  ];
  return calls.flatMap(([type, api, uris]) =>
    owners.model.ofType(type).flatMap((call) => {
      const [from] = owners.targets(call, at(call.properties, api));
      if (!from) return [];
      const label = type.endsWith('Authorizer') ? 'authorizes' : undefined;
      return owners
        .targets(
          call,
          uris.map((path) => at(call.properties, ...path)),
        )
        .filter((to) => to !== from)
        .map((to) => ({ from, to, kind: 'request', label }) as const);
    }),
  );
}

function triggerFlows({ owners }: Context): Flow[] {
  return owners.model
    .ofType('AWS::Cognito::UserPool')
    .flatMap((from) =>
      owners.targets(from, from.properties.LambdaConfig).map((to) => ({ from, to, kind: 'request' }) as const),
    );
}

/** Load balancers reach services by listeners and target groups. */
function balancerFlows({ owners }: Context): Flow[] {
  const balancers = new Map<string, Resource>();
  for (const listener of owners.model.ofType('AWS::ElasticLoadBalancingV2::Listener')) {
    const [balancer] = owners.targets(listener, listener.properties.LoadBalancerArn);
    for (const group of owners.targets(listener, listener.properties.DefaultActions)) {
      if (balancer) balancers.set(group.key, balancer);
    }
  }
  return owners.model.ofType('AWS::ECS::Service', 'AWS::AutoScaling::AutoScalingGroup').flatMap((to) =>
    owners.targets(to, [to.properties.LoadBalancers, to.properties.TargetGroupARNs]).flatMap((group) => {
      const from = balancers.get(group.key);
      return from ? [{ from, to, kind: 'request' } as const] : [];
    }),
  );
}
