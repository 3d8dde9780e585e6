import { type Outputs, outputOf } from '../operator/outputs';
import { ApiGateways, apiGatewayTypes } from './apigateway/api-gateways';
import { GatewayFunctions } from './apigateway/gateway-functions';
import type { ConnectionLimits } from './apigateway/websocket/connection';
import { ConnectionsEngine } from './apigateway/websocket/connections-engine';
import { type CoreOptions, type LocalCore, startCore } from './core';
import { createCredentials, type LocalCredentials } from './credentials';
import { CustomResources } from './custom-resources';
import { readDistribution } from './edge/distribution';
import { EdgeServer } from './edge/edge-server';
import { Cors } from './gateway/cors';
import type { HostMap } from './host-map';
import { evaluateDocument } from './iam/evaluate';
import { Issuer } from './identity/issuer';
import { SignIn } from './identity/sign-in';
import { readUserPool } from './identity/user-pool';
import { type Message, publishToTopic, type ServicePublisher } from './publish';
import { accountId } from './resource-identity';
import type { ResolvedResource } from './types';

export interface LocalOptions extends CoreOptions {
  /** Port of the public address. @default any free one */
  readonly port?: number;
  /** @default API Gateway's */
  readonly connectionLimits?: Partial<ConnectionLimits>;
}

/** A cloud assembly running on this machine. */
export interface Laptop {
  /** Public address, such as `http://localhost:8787`. */
  readonly url: string;
  /** In the shape of `cdk deploy --outputs-file`. */
  readonly outputs: Outputs;
  readonly credentials: LocalCredentials;
  readonly issuer: Issuer;
  /** Functions, engines, permissions: what tests and the tour steer. */
  readonly core: LocalCore;
  readonly apis: ApiGateways;
  readonly customResources: CustomResources;
  /** Publishes to an SNS topic as an AWS service: the policies of topic and key have to let it. */
  publish(publisher: ServicePublisher, topicArn: string, message: Message): Promise<void>;
  /** Failures that had no caller to answer to, or that a client saw only as a status. */
  problems(): readonly string[];
  /** Ends every process and frees every port. */
  stop(): Promise<void>;
}

/**
 * Starts a cloud assembly: engines, functions, APIs, edge and sign-in.
 *
 * @throws AssemblyError on anything in the assembly that the laptop does not know
 * @throws NodeJS.ErrnoException with code `EADDRINUSE` when the port is busy
 */
export async function startLocal(options: LocalOptions): Promise<Laptop> {
  // The public address first: environments and outputs name it.
  const edge = await EdgeServer.listen(options.port ?? 0);
  let core: LocalCore | undefined;
  try {
    core = await startCore(options);
    return await open(core, edge, options);
  } catch (error) {
    await core?.stop();
    await edge.stop();
    throw error;
  }
}

async function open(core: LocalCore, edge: EdgeServer, options: LocalOptions): Promise<Laptop> {
  const { resources, hosts, gateway } = core;
  const problems: string[] = [];
  const report = (problem: string) => void problems.push(problem);

  const distribution = theOnly(resources.ofType('AWS::CloudFront::Distribution'));
  const pool = readUserPool(
    resources.ofType('AWS::Cognito::UserPool'),
    resources.ofType('AWS::Cognito::UserPoolClient'),
  );
  if (!pool) throw new Error('The assembly has no user pool to sign in with');
  const issuerBase = `${edge.url}/_cognito`;
  hosts.set(`cognito-idp.${pool.region}.amazonaws.com`, issuerBase);
  hosts.set(String(distribution.attributes.DomainName), edge.url);

  const signInBase = `${edge.url}/_sign-in`;
  for (const { ref, region } of resources.ofType('AWS::Cognito::UserPoolDomain')) {
    hosts.set(`${ref}.auth.${region}.amazoncognito.com`, signInBase);
  }

  const issuer = await Issuer.create(pool, `${issuerBase}/${pool.poolId}`, core.functions);
  const localUrls = (urls: readonly string[]) => urls.map((url) => hosts.rewrite(url));
  const signInClients = pool.signInClients.map(({ clientId, callbackUrls, logoutUrls }) => ({
    clientId,
    callbackUrls: localUrls(callbackUrls),
    logoutUrls: localUrls(logoutUrls),
  }));
  const signIn = new SignIn(signInBase, issuer, signInClients);
  const apis = new ApiGateways(
    resources.ofType(...apiGatewayTypes),
    {
      functions: new GatewayFunctions(core.functions, (functionRef, sourceArn) =>
        core.invokePermissions.allows(functionRef, 'apigateway.amazonaws.com', sourceArn),
      ),
      evaluatePolicy: evaluateDocument,
      accountId,
      now: options.now ?? Date.now,
      report,
    },
    options.connectionLimits,
  );
  gateway.register(new ConnectionsEngine(() => apis.sockets));
  edge.serve({
    distribution: readDistribution(
      distribution,
      resources.ofType('AWS::CloudFront::ResponseHeadersPolicy').map((policy) => localized(policy, hosts)),
    ),
    apis,
    objects: core.engines.objects,
    local: (request, response) => issuer.handle(request, response) || signIn.handle(request, response),
    report,
  });
  // Here, where the address of the console is known, which rules may name.
  gateway.allowPages(new Cors(resources.ofType('AWS::S3::Bucket'), hosts));
  const customResources = new CustomResources({
    resources,
    hosts,
    functions: core.functions,
    objects: core.engines.objects,
  });
  await customResources.deploy();
  core.startEventSources();

  const outputs = resources.outputs();
  const operator = { endpoint: gateway.endpoint, region: pool.region, ...gateway.credentials.issue(gateway.operator) };
  options.progress?.(`sign-in, APIs and edge at ${edge.url}`);
  return {
    url: edge.url,
    outputs,
    credentials: await createCredentials(issuer, operator, outputOf(outputs, 'PlatformTableName')),
    issuer,
    core,
    apis,
    customResources,
    publish: ({ service, sourceArn }, topicArn, message) => {
      const key = gateway.credentials.issue({ name: service, service: { sourceArn } });
      return publishToTopic({ ...operator, ...key }, topicArn, message);
    },
    problems: () => [...core.problems(), ...problems],
    async stop() {
      apis.stop();
      await edge.stop();
      await core.stop();
    },
  };
}

/** A resource that names hosts of AWS by their local addresses. */
const localized = (resource: ResolvedResource, hosts: HostMap): ResolvedResource => ({
  ...resource,
  properties: JSON.parse(hosts.rewrite(JSON.stringify(resource.properties))),
});

function theOnly(resources: readonly ResolvedResource[]): ResolvedResource {
  const [resource] = resources;
  if (!resource || resources.length > 1)
    throw new Error(`One distribution is served; the assembly has ${resources.length}`);
  return resource;
}
