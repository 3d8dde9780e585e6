import { defineDesign } from '../../design';
import { streamingConfiguration } from './settings';
import { StreamingDataStack } from './streaming-data-stack';
import { StreamingStack } from './streaming-stack';
import { workload } from './workload';

/** Events in, and what is known of them while they come: features. In the stage's primary region. */
export const streaming = defineDesign({
  name: 'streaming',
  summary:
    'Events counted once each into features that are fresh within seconds; what is submitted judged by filters, models and people',
  workload,
  configuration: streamingConfiguration,
  define(scope, { primary, features: offered }, settings) {
    const { events, features, items, images, live, parked, archive } = new StreamingDataStack(scope, primary, settings);
    const { featureDelivery } = archive;
    const context = { platform: primary, settings, events, features, items, images, live, featureDelivery, parked };
    const stack = new StreamingStack(scope, context);
    offered.push(...stack.features);
    return stack.routes;
  },
});
