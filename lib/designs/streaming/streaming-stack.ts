import type { Construct } from 'constructs';
import { recordAlarmOptOut } from '../../constructs/alarm/alarm';
import { DesignDashboard } from '../../constructs/dashboard/dashboard';
import { generatedName } from '../../constructs/generated-name';
import { ticketFunction } from '../../constructs/ticket/ticket-function';
import type { Route } from '../../design';
import type { OfferedFeatures } from '../../platform/platform';
import { StageStack } from '../../stage-stack';
import { countingOf } from './counting';
import { FeatureArchive } from './feature-archive';
import { ImageScreening, imagesFunction } from './image-screening';
import { ingestFunction } from './ingest-function';
import { itemsFunction, moderationPolicyFunction, moderationReviewsFunction } from './item-functions';
import { LiveQueue } from './live-queue';
import { LiveViews } from './live-views';
import { lookUpFunction } from './look-up-function';
import { Moderation } from './moderation';
import { StreamingMonitoring } from './monitoring';
import { offeredFeatures } from './offered-features';
import { parkedRecordsFunction } from './parked-records-function';
import { ReviewWatch } from './review-watch';
import { StreamingApi } from './streaming-api';
import { restStageName, type StreamingContext } from './streaming-context';

const noDashboard = {
  noAlarmBecause:
    'An account has three dashboards for nothing; this stage idles cheaply, and its metrics are there without one.',
};

const noTicketAlarm = {
  noAlarmBecause:
    'Its errors are 5xx of its REST API, which has an alarm; who gets no ticket may show a token instead.',
};

/** Streaming's compute: API, readers of the stream. Holds no state of its own. */
export class StreamingStack extends StageStack {
  /** How the API is reached from the edge. */
  readonly routes: readonly Route[];
  /** What other designs may read; nothing where the stage offers nothing. */
  readonly features: readonly OfferedFeatures[];

  constructor(scope: Construct, context: StreamingContext) {
    const { platform, settings } = context;
    super(scope, {
      settings: platform.settings,
      region: platform.region,
      part: 'streaming',
      design: 'streaming',
      description: 'Streaming: REST API, readers of the stream of events',
    });
    const ingest = ingestFunction(this, context);
    const parkedRecords = parkedRecordsFunction(this, context);
    const lookUp = lookUpFunction(this, context);
    const offered = settings.offersFeatures ? offeredFeatures(this, context) : undefined;
    this.features = offered ? [offered] : [];
    const ticks = new LiveQueue(this, 'LiveQueue', context);
    const live = new LiveViews(this, 'Live', context, ticks);
    const counting = countingOf(this, context, ticks);
    const { function: archiveFeatures } = new FeatureArchive(this, 'FeatureArchive', context);
    const { function: moderate } = new Moderation(this, 'Moderate', context, ticks);
    const { function: watchReviews } = new ReviewWatch(this, 'ReviewWatch', context);
    const { function: screenImage, queues: uploads } = new ImageScreening(this, 'ImageScreening', context);
    const images = imagesFunction(this, context);
    const items = itemsFunction(this, context);
    const reviews = moderationReviewsFunction(this, context, ticks);
    const policy = moderationPolicyFunction(this, context);
    const createTicket = ticketFunction(this, 'CreateTicket', {
      platform,
      design: 'Streaming',
      errorAlarm: noTicketAlarm,
    });
    const behind = { ingest, parkedRecords, lookUp, createTicket, items, images, reviews, policy };
    const rest = new StreamingApi(this, 'Http', context, behind);
    const { widgets } = new StreamingMonitoring(this, 'Monitoring', context, rest, counting.told.source, uploads);
    const readers = { ...counting.functions, archiveFeatures, moderate, screenImage, publish: live.publish };
    const asked = { authorize: rest.authorizer, ...behind };
    const functions = { ...asked, ...readers, watchReviews, ...(offered && { readFeatures: offered.function }) };
    if (settings.dashboard) new DesignDashboard(this, 'Dashboard', { name: this.stackName, widgets, functions });
    else recordAlarmOptOut(rest.api, 'dashboard', noDashboard);
    const imagesHost = `${generatedName(context.images.bucket)}.s3.${platform.region}.amazonaws.com`;
    this.routes = [
      {
        pathPattern: `/${restStageName}/*`,
        // Its own host, and no name that DNS leads to other regions: the stream is in this one.
        domain: `${rest.api.restApiId}.execute-api.${platform.region}.amazonaws.com`,
        kind: 'rest',
        outputKey: 'StreamingApiUrl',
        // Images go from the browser to the bucket, and from there to the browsers of reviewers.
        browserHosts: [imagesHost],
        imageHosts: [imagesHost],
      },
      live.route,
    ];
  }
}
