import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Settings } from '../config';
import { AlertAlarm } from '../constructs/alarm/alarm';
import { generatedName } from '../constructs/generated-name';

type Domain = NonNullable<Settings['domain']>;

/** A name that every region answers to, and where it leads in one of them. */
export interface PublicName {
  /** Construct id of what is made for it. */
  readonly id: string;
  readonly name: string;
  readonly target: route53.AliasRecordTargetConfig;
}

/** A REST API under the public names, and what tells that it works. */
export interface PublishedApi {
  /** Its own host in its region. */
  readonly host: string;
  /** Name of the alarm that rings while most requests fail. */
  readonly failingAlarm: string;
}

/** The stage's hosted zone, without a look-up. */
export function hostedZone(scope: Construct, id: string, domain: Domain): route53.IHostedZone {
  return route53.HostedZone.fromHostedZoneAttributes(scope, id, {
    hostedZoneId: domain.hostedZoneId,
    zoneName: domain.name,
  });
}

/**
 * `api.<domain>` and `ws.<domain>` as one region answers to them. Two names, because API Gateway serves REST and
 * WebSocket APIs under different ones. The records that lead to them belong to the edge.
 */
export class PublicNames extends Construct {
  readonly names: readonly PublicName[];
  /** Filled as designs publish their APIs. */
  readonly apis: PublishedApi[] = [];
  private readonly rest: apigateway.DomainName;
  private readonly webSocket: apigatewayv2.DomainName;
  private readonly restName: string;
  private readonly webSocketName: string;

  constructor(
    scope: Construct,
    id: string,
    domain: Domain,
    private readonly alerts: sns.ITopic,
  ) {
    super(scope, id);
    this.restName = `api.${domain.name}`;
    this.webSocketName = `ws.${domain.name}`;
    const certificate = new acm.Certificate(this, 'Certificate', {
      domainName: this.restName,
      subjectAlternativeNames: [this.webSocketName],
      validation: acm.CertificateValidation.fromDns(hostedZone(this, 'Zone', domain)),
    });
    this.rest = new apigateway.DomainName(this, 'Rest', {
      domainName: this.restName,
      certificate,
      endpointType: apigateway.EndpointType.REGIONAL,
      securityPolicy: apigateway.SecurityPolicy.TLS_1_2,
    });
    this.webSocket = new apigatewayv2.DomainName(this, 'WebSocket', {
      domainName: this.webSocketName,
      certificate,
      securityPolicy: apigatewayv2.SecurityPolicy.TLS_1_2,
    });
    this.names = this.targets();
  }

  /** @param host the API's own host, which health checkers ask */
  publishRest(stage: apigateway.Stage, host: string): string {
    new apigateway.BasePathMapping(stage, 'PublicName', {
      domainName: this.rest,
      restApi: stage.restApi,
      stage,
      basePath: stage.stageName,
    });
    const { alarm } = new AlertAlarm(stage, 'Failing', {
      alerts: this.alerts,
      metric: stage.metricServerError({ statistic: 'Average', period: Duration.minutes(1) }),
      threshold: 0.5,
      evaluationPeriods: 3,
      description: 'Most requests fail in this region: DNS leads clients to the other regions until they work again.',
    });
    this.apis.push({ host, failingAlarm: generatedName(alarm) });
    return this.restName;
  }

  publishWebSocket(stage: apigatewayv2.WebSocketStage): string {
    new apigatewayv2.ApiMapping(stage, 'PublicName', {
      domainName: this.webSocket,
      api: stage.api,
      stage,
      apiMappingKey: stage.stageName,
    });
    return this.webSocketName;
  }

  private targets(): PublicName[] {
    const { rest, webSocket } = this;
    return [
      {
        id: 'Rest',
        name: this.restName,
        target: { dnsName: rest.domainNameAliasDomainName, hostedZoneId: rest.domainNameAliasHostedZoneId },
      },
      {
        id: 'WebSocket',
        name: this.webSocketName,
        target: { dnsName: webSocket.regionalDomainName, hostedZoneId: webSocket.regionalHostedZoneId },
      },
    ];
  }
}
