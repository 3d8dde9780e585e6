import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { Settings } from '../config';

type Domain = NonNullable<Settings['domain']>;

/** The stage's hosted zone, without a look-up. */
export function hostedZone(scope: Construct, id: string, domain: Domain): route53.IHostedZone {
  return route53.HostedZone.fromHostedZoneAttributes(scope, id, {
    hostedZoneId: domain.hostedZoneId,
    zoneName: domain.name,
  });
}

/**
 * `api.<domain>` and `ws.<domain>` of one region. Every region has both names, with DNS records that lead a client to the
 * region nearest to it. Two names, because API Gateway serves REST and WebSocket APIs under different ones.
 */
export class PublicNames extends Construct {
  readonly rest: apigateway.DomainName;
  readonly webSocket: apigatewayv2.DomainName;

  constructor(scope: Construct, id: string, domain: Domain) {
    super(scope, id);
    const zone = hostedZone(this, 'Zone', domain);
    const names = { rest: `api.${domain.name}`, webSocket: `ws.${domain.name}` };
    const certificate = new acm.Certificate(this, 'Certificate', {
      domainName: names.rest,
      subjectAlternativeNames: [names.webSocket],
      validation: acm.CertificateValidation.fromDns(zone),
    });
    this.rest = new apigateway.DomainName(this, 'Rest', {
      domainName: names.rest,
      certificate,
      endpointType: apigateway.EndpointType.REGIONAL,
      securityPolicy: apigateway.SecurityPolicy.TLS_1_2,
    });
    this.webSocket = new apigatewayv2.DomainName(this, 'WebSocket', {
      domainName: names.webSocket,
      certificate,
      securityPolicy: apigatewayv2.SecurityPolicy.TLS_1_2,
    });
    this.addRecords('Rest', zone, names.rest, new targets.ApiGatewayDomain(this.rest));
    this.addRecords(
      'WebSocket',
      zone,
      names.webSocket,
      new targets.ApiGatewayv2DomainProperties(this.webSocket.regionalDomainName, this.webSocket.regionalHostedZoneId),
    );
  }

  private addRecords(
    id: string,
    zone: route53.IHostedZone,
    recordName: string,
    target: route53.IAliasRecordTarget,
  ): void {
    const { region } = Stack.of(this);
    const record = {
      zone,
      recordName: `${recordName}.`,
      region,
      setIdentifier: region,
      target: route53.RecordTarget.fromAlias(target),
    };
    new route53.ARecord(this, `${id}Ipv4`, record);
    new route53.AaaaRecord(this, `${id}Ipv6`, record);
  }
}
