import { at, list, type Resource } from '../model/resource';
import { textOf } from '../model/text';
import { markdownTable } from './markdown';
import { resourcesOf, type Subject, serviceName, storeTypes } from './subject';

interface Recovery {
  readonly onMistake: string;
  readonly onRegionLoss: string;
}

/**
 * What a store loses and for how long it is gone, derived from its settings: point-in-time recovery, replicas, versions,
 * retention, removal policy. Times are of the services' documentation, or bounds that follow from it; nothing is measured.
 */
export function recovery(subject: Subject): string {
  const rows = resourcesOf(subject, ...storeTypes)
    .filter(({ type }) => type !== 'AWS::SNS::Topic' && type !== 'AWS::KinesisFirehose::DeliveryStream')
    .map((store) => {
      const { onMistake, onRegionLoss } = recoveryOf(store, subject);
      return [store.name, serviceName(store.type), onMistake, onRegionLoss, removal(store)];
    });
  return markdownTable(['store', 'service', 'wrong write or deletion', 'loss of the region', 'stack deleted'], rows);
}

function recoveryOf(store: Resource, subject: Subject): Recovery {
  const { type } = store;
  if (type.startsWith('AWS::DynamoDB::')) return ofTable(store);
  if (type === 'AWS::S3::Bucket') return ofBucket(store);
  if (type === 'AWS::OpenSearchService::Domain') return ofSearch(store);
  if (type === 'AWS::Kinesis::Stream' || type === 'AWS::SQS::Queue') return ofStream(store, subject);
  return { onMistake: 'no backup declared', onRegionLoss: 'gone until the region is back' };
}

function ofTable({ properties }: Resource): Recovery {
  const replicas = list(properties.Replicas);
  const settings = replicas.length > 0 ? replicas : [properties];
  const restorable = settings.every(
    (each) => at(each, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled') === true,
  );
  return {
    onMistake: restorable
      ? 'RPO 5 min: any second of the last 35 days; RTO hours: restored as a new table'
      : 'RPO all: no point-in-time recovery',
    onRegionLoss:
      replicas.length > 1
        ? `RPO seconds, as replication is asynchronous; RTO minutes: ${replicas.length - 1} more regions take reads and writes`
        : 'RPO 0 once it is back; RTO as long as the region is gone',
  };
}

function ofBucket({ properties }: Resource): Recovery {
  const versioned = at(properties, 'VersioningConfiguration', 'Status') === 'Enabled';
  const replicated = properties.ReplicationConfiguration !== undefined;
  return {
    onMistake: versioned
      ? 'RPO 0, RTO minutes: earlier versions are kept'
      : 'RPO all of what was overwritten: no versions',
    onRegionLoss: replicated ? 'RPO 15 min: replicated' : 'RPO 0 once it is back; RTO as long as the region is gone',
  };
}

function ofSearch({ properties }: Resource): Recovery {
  const zones =
    at(properties, 'ClusterConfig', 'ZoneAwarenessEnabled') === true
      ? textOf(at(properties, 'ClusterConfig', 'ZoneAwarenessConfig', 'AvailabilityZoneCount') ?? 2)
      : '1';
  return {
    onMistake: 'RPO 1 hour: automated snapshots of 14 days; or RTO hours, rebuilt from its source',
    onRegionLoss: `rebuilt elsewhere from its source, RTO hours; ${zones} availability zones, so that a zone's loss ${zones === '1' ? 'is a loss of it all' : 'is survived'}`,
  };
}

function ofStream({ type, properties }: Resource, _subject: Subject): Recovery {
  const what = type === 'AWS::SQS::Queue' ? 'messages under way' : 'records not yet read';
  const hours = Number(properties.RetentionPeriodHours ?? 24);
  return {
    onMistake:
      type === 'AWS::SQS::Queue'
        ? 'what was deleted is gone; what failed waits in its dead letters'
        : `readers start again from up to ${hours} hours ago`,
    onRegionLoss: `RPO ${what}; they go on once it is back`,
  };
}

function removal({ deletionPolicy, properties }: Resource): string {
  const kept = deletionPolicy?.startsWith('Retain')
    ? 'kept'
    : deletionPolicy === 'Snapshot'
      ? 'snapshot kept'
      : 'deleted with it';
  const replicas = list(properties.Replicas);
  const guarded =
    [properties, ...replicas].some((each) => at(each, 'DeletionProtectionEnabled') === true) ||
    properties.DeletionProtection === 'ACTIVE';
  return guarded ? `${kept}, deletion protection on` : kept;
}
