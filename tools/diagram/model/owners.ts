import type { Model } from './model';
import type { References } from './references';
import { at, type Resource } from './resource';

/** Property of a part that names what it is a part of. */
const owning: Readonly<Record<string, readonly string[]>> = {
  'AWS::Lambda::Alias': ['FunctionName'],
  'AWS::Lambda::Version': ['FunctionName'],
  'AWS::Lambda::Url': ['TargetFunctionArn'],
  'AWS::ApiGateway::Stage': ['RestApiId'],
  'AWS::ApiGateway::Deployment': ['RestApiId'],
  'AWS::ApiGateway::Resource': ['RestApiId'],
  'AWS::ApiGateway::Method': ['RestApiId'],
  'AWS::ApiGatewayV2::Stage': ['ApiId'],
  'AWS::ApiGatewayV2::Integration': ['ApiId'],
  'AWS::ApiGatewayV2::Route': ['ApiId'],
  'AWS::Kinesis::StreamConsumer': ['StreamARN'],
  'AWS::Cognito::UserPoolClient': ['UserPoolId'],
  'AWS::Cognito::UserPoolDomain': ['UserPoolId'],
  'AWS::SageMaker::InferenceComponent': ['EndpointName'],
  'AWS::S3Vectors::Index': ['VectorBucketName'],
  'AWS::ECS::TaskDefinition': [],
};

/** Follows aliases, stages, consumers and the like to the resource that a picture shows. */
export class Owners {
  private readonly known = new Map<string, Resource>();

  constructor(
    readonly model: Model,
    private readonly references: References,
  ) {}

  of(resource: Resource): Resource {
    const known = this.known.get(resource.key);
    if (known) return known;
    this.known.set(resource.key, resource);
    const [property] = owning[resource.type] ?? [];
    const [next] = property ? this.references.targets(resource, at(resource.properties, property)) : [];
    const owner = next ? this.of(next) : resource;
    this.known.set(resource.key, owner);
    return owner;
  }

  /** What a value of a resource leads to, each once. */
  targets(resource: Resource, value: unknown): readonly Resource[] {
    return [...new Set(this.references.targets(resource, value).map((target) => this.of(target)))];
  }
}
