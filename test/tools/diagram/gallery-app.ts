import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { CfnApi, CfnIntegration, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaCode, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';

/** An app of another team: photographs are uploaded, shrunk, described by a model and listed; nothing is tagged. */
export function synthesizeGallery(): string {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'gallery-')), analyticsReporting: false });
  const data = new DataStack(app, 'GalleryData', { env: { region: 'eu-central-1' } });
  new GalleryStack(app, 'Gallery', data);
  return app.synth().directory;
}

class DataStack extends Stack {
  readonly photos = new Table(this, 'PhotosTable', { partitionKey: { name: 'id', type: AttributeType.STRING } });
}

class GalleryStack extends Stack {
  constructor(app: App, id: string, { photos }: DataStack) {
    super(app, id, { env: { region: 'eu-central-1' } });
    const code = (name: string, environment: Record<string, string> = {}) =>
      new LambdaCode(this, name, {
        code: Code.fromInline('exports.handler = async () => {}'),
        handler: 'index.handler',
        runtime: Runtime.NODEJS_LATEST,
        environment,
      });

    const failed = new Queue(this, 'UploadsDLQ');
    const uploads = new Queue(this, 'Uploads', {
      encryption: QueueEncryption.SQS_MANAGED,
      deadLetterQueue: { queue: failed, maxReceiveCount: 3 },
    });
    const bucket = new Bucket(this, 'Originals', { lifecycleRules: [{ expiration: Duration.days(400) }] });
    bucket.addEventNotification(EventType.OBJECT_CREATED, new SqsDestination(uploads));

    const shrink = code('ShrinkPhoto', { PHOTOS: photos.tableName });
    shrink.addEventSource(new SqsEventSource(uploads));
    photos.grantWriteData(shrink);
    bucket.grantRead(shrink);

    const news = new Topic(this, 'News');
    news.grantPublish(shrink);
    news.addSubscription(new SqsSubscription(new Queue(this, 'Newsletter')));

    const describe = code('DescribePhoto');
    const model = `arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0`;
    describe.addToRolePolicy(new PolicyStatement({ actions: ['bedrock:InvokeModel'], resources: [model] }));
    const steps = new LambdaInvoke(this, 'Describe', { lambdaFunction: describe });
    const machine = new StateMachine(this, 'Descriptions', { definitionBody: DefinitionBody.fromChainable(steps) });
    machine.grantStartExecution(shrink);

    const list = code('ListPhotos', { PHOTOS: photos.tableName });
    photos.grantReadData(list);
    const api = new CfnApi(this, 'PublicApi', { name: 'gallery', protocolType: 'HTTP' });
    const integration = new CfnIntegration(this, 'ListIntegration', {
      apiId: api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: list.functionArn,
    });
    new CfnRoute(this, 'ListRoute', { apiId: api.ref, routeKey: 'GET /', target: `integrations/${integration.ref}` });

    const tidy = code('TidyUp');
    photos.grantReadWriteData(tidy);
    new Rule(this, 'Nightly', { schedule: Schedule.rate(Duration.hours(1)), targets: [new LambdaFunction(tidy)] });

    const alarm = new Alarm(this, 'ShrinkFails', { metric: shrink.metricErrors(), threshold: 3, evaluationPeriods: 2 });
    alarm.addAlarmAction(new SnsAction(news));
    new CfnResource(this, 'Hologram', { type: 'AWS::Holograms::Projector', properties: { Of: bucket.bucketArn } });
  }
}
