import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Settings } from '../config';
import type { Foundation } from './foundation';
import type { PublicNames } from './public-names';

/** Whose access tokens the stage accepts, and where people sign in. */
export interface Identity {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** The platform's own app client. Tokens of another one are accepted once the platform's table has it registered. */
  readonly clientId: string;
  readonly userPool: cognito.IUserPool;
  /** Base of Cognito's sign-in pages and OAuth endpoints. */
  readonly signInUrl: string;
}

/** Where audit and analytics events of one region go. */
export interface AuditSink {
  /** Environment of a function that writes events. */
  readonly environment: { readonly AUDIT_SINK: 'firehose' | 'kinesis'; readonly AUDIT_STREAM_NAME: string };
  /** Lets a function put one event at a time, and no more. */
  grantPut(grantee: iam.IGrantable): iam.Grant;
  /** Where events end up, as objects that a role may be let read. */
  readonly bucketName: string;
  /** Lets a role read events that have arrived. */
  grantRead(role: iam.Role): void;
}

/** Something that the models of other designs may have done by calling a function: it is told who asks, and answers with text. */
export interface OfferedTool {
  /** 1 to 64 of A-Z a-z 0-9 _ -. */
  readonly name: string;
  /** What models are told of it. */
  readonly description: string;
  /** JSON Schema of an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  /** Who calls it may invoke exactly this. */
  readonly functionArn: string;
}

/** What a design knows of entities while events come, for decisions of other designs: they ask by calling a function. */
export interface OfferedFeatures {
  /** Kinds of entities that it knows. */
  readonly kinds: readonly string[];
  /** Who calls it may invoke exactly this, with `{ org, entities: [{ kind, id }] }`; it answers `{ features }`, numbers by name. */
  readonly functionArn: string;
}

/** What the platform offers to designs in one region. */
export interface RegionPlatform extends Foundation {
  readonly region: string;
  readonly isPrimary: boolean;
  /** API keys, one-time tickets, registered app clients and the cost brake; in several regions, this region's replica. */
  readonly table: dynamodb.ITableV2;
  readonly identity: Identity;
  readonly audit: AuditSink;
  /** The names under which every region is reached, where the stage has a domain; the edge makes their records. */
  readonly publicNames?: PublicNames;
  /**
   * Gives a REST API its public name: the latency-routed domain where the stage has one, else its own execute-api host.
   * The base path is the API stage's name either way, so `https://<host>/<stage name>/...` always holds.
   */
  publishRest(stage: apigateway.Stage): string;
  /** The same for a WebSocket API: `wss://<host>/<stage name>`. */
  publishWebSocket(stage: apigatewayv2.WebSocketStage): string;
}

/** The platform of a stage, in all its regions. */
export interface Platform {
  readonly settings: Settings;
  readonly primary: RegionPlatform;
  /** The primary first. */
  readonly regions: readonly RegionPlatform[];
  /** Filled as designs are defined; a design finds what those before it in the registry offer. */
  readonly tools: OfferedTool[];
  /** Likewise; a design that takes them (`takesFeatures`) is defined after all others. */
  readonly features: OfferedFeatures[];
}
