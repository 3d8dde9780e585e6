import { at, list, type Resource, values } from '../model/resource';
import type { Context, Flow, Note } from './flow';

/** What services deliver by themselves: from queues, streams, topics, buckets and rules. */
export function eventFlows(context: Context): Flow[] {
  return [
    ...mappings(context),
    ...subscriptions(context),
    ...notifications(context),
    ...rules(context),
    ...deadLetters(context),
    ...deliveries(context),
    ...pipes(context),
  ];
}

function pairs(from: readonly Resource[], to: readonly Resource[], label?: string): Flow[] {
  return from.flatMap((source) =>
    to
      .filter((target) => target !== source)
      .map((target) => ({ from: source, to: target, kind: 'event' as const, label })),
  );
}

function mappings({ owners }: Context): Flow[] {
  return owners.model.ofType('AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
    const { EventSourceArn, FunctionName, DestinationConfig } = mapping.properties;
    const readers = owners.targets(mapping, FunctionName);
    const failures = owners.targets(mapping, at(DestinationConfig, 'OnFailure'));
    return [...pairs(owners.targets(mapping, EventSourceArn), readers), ...pairs(readers, failures, 'failures')];
  });
}

function subscriptions({ owners }: Context): Flow[] {
  return owners.model.ofType('AWS::SNS::Subscription').flatMap((subscription) => {
    const { TopicArn, Endpoint } = subscription.properties;
    return pairs(owners.targets(subscription, TopicArn), owners.targets(subscription, Endpoint));
  });
}

function notifications({ owners }: Context): Flow[] {
  const direct = owners.model
    .ofType('AWS::S3::Bucket')
    .flatMap((bucket) => pairs([bucket], owners.targets(bucket, bucket.properties.NotificationConfiguration)));
  const byCustomResource = owners.model.ofType('Custom::S3BucketNotifications').flatMap((custom) => {
    const { BucketName, NotificationConfiguration } = custom.properties;
    return pairs(owners.targets(custom, BucketName), owners.targets(custom, NotificationConfiguration));
  });
  return [...direct, ...byCustomResource];
}

/** What a rule's pattern or bus names leads to its targets; the rule itself, where it names nothing of the assembly. */
function rules({ owners }: Context): Flow[] {
  return owners.model.ofType('AWS::Events::Rule').flatMap((rule) => {
    const { EventPattern, EventBusName, ScheduleExpression, Targets } = rule.properties;
    const targets = list(Targets).flatMap((target) => owners.targets(rule, at(target, 'Arn')));
    const sources = owners.targets(rule, [EventPattern, EventBusName]);
    if (sources.length > 0) return pairs(sources, targets, 'EventBridge');
    return ScheduleExpression === undefined ? pairs([rule], targets) : [];
  });
}

/** What runs by the clock, said at what is run. */
export function scheduleNotes({ owners }: Context): Note[] {
  const scheduled = owners.model.ofType('AWS::Events::Rule', 'AWS::Scheduler::Schedule');
  return scheduled.flatMap((rule) => {
    const { ScheduleExpression, Targets, Target } = rule.properties;
    if (typeof ScheduleExpression !== 'string') return [];
    const text = ScheduleExpression.replace(/^rate\((.*)\)$/, 'every $1').replace(/^every 1 /, 'every ');
    const run = [...list(Targets), ...list(Target)].flatMap((target) => owners.targets(rule, at(target, 'Arn')));
    return [...new Set(run)].map((about) => ({ about, text }));
  });
}

function deadLetters({ owners }: Context): Flow[] {
  return owners.model.resources.flatMap((resource) => {
    const { RedrivePolicy, DeadLetterConfig, DeadLetterQueue } = resource.properties;
    const found = owners.targets(resource, [
      at(RedrivePolicy, 'deadLetterTargetArn'),
      at(DeadLetterConfig, 'TargetArn'),
      at(DeadLetterQueue, 'arn'),
    ]);
    return pairs([owners.of(resource)], found, 'dead letters');
  });
}

function deliveries({ owners }: Context): Flow[] {
  return owners.model.ofType('AWS::KinesisFirehose::DeliveryStream').flatMap((delivery) => {
    const { KinesisStreamSourceConfiguration: source, ...rest } = delivery.properties;
    const destinations = Object.entries(rest)
      .filter(([name]) => name.endsWith('DestinationConfiguration'))
      .flatMap(([, destination]) => {
        const { BucketARN, DomainARN, ClusterEndpoint, S3Configuration, S3BackupConfiguration } = values(destination);
        return owners.targets(delivery, [
          BucketARN,
          DomainARN,
          ClusterEndpoint,
          S3Configuration,
          S3BackupConfiguration,
        ]);
      })
      .filter(({ type }) => !/^AWS::(IAM|Logs|KMS)::/.test(type));
    return [
      ...pairs(owners.targets(delivery, at(source, 'KinesisStreamARN')), [delivery]),
      ...pairs([delivery], destinations),
    ];
  });
}

function pipes({ owners }: Context): Flow[] {
  return owners.model.ofType('AWS::Pipes::Pipe').flatMap((pipe) => {
    const { Source, Target, Enrichment } = pipe.properties;
    return [
      ...pairs(owners.targets(pipe, Source), [pipe]),
      ...pairs([pipe], owners.targets(pipe, [Target, Enrichment])),
    ];
  });
}
