import { type Located, property, referenced, resources, sameResource } from '../template';
import { isCustomResource } from './access';
import { finding, type Rule, type StageView, stageOf } from './rule';

/** Functions that serve requests and events: all but the providers of custom resources. */
export function ownFunctions({ stacks }: StageView): Located[] {
  return resources(stacks, 'AWS::Lambda::Function').filter(({ id }) => !isCustomResource(id));
}

const bare = stageOf({ Function: { Type: 'AWS::Lambda::Function', Properties: {} } });

export const currentRuntime: Rule = {
  name: 'functions run on Node 24 and arm64, traced, with a description',
  check: (view) =>
    ownFunctions(view)
      .filter(
        (fn) =>
          property(fn, 'Runtime') !== 'nodejs24.x' ||
          property(fn, 'Architectures', 0) !== 'arm64' ||
          property(fn, 'TracingConfig', 'Mode') !== 'Active' ||
          !property(fn, 'Description'),
      )
      .map((fn) => finding(fn, 'is not Node 24 on arm64 with tracing and a description')),
  broken: bare,
};

export const ownLogGroup: Rule = {
  name: 'every function logs to a group of its own, and every log group has a retention',
  check: (view) => [
    ...ownFunctions(view)
      .filter(
        (fn) =>
          referenced(view.stacks, fn.stack, property(fn, 'LoggingConfig', 'LogGroup'))?.type !== 'AWS::Logs::LogGroup',
      )
      .map((fn) => finding(fn, 'has no log group of its own')),
    ...resources(view.stacks, 'AWS::Logs::LogGroup')
      .filter((group) => typeof property(group, 'RetentionInDays') !== 'number')
      .map((group) => finding(group, 'keeps logs for ever')),
  ],
  broken: bare,
};

const required = ['Errors', 'Throttles'] as const;

export const errorAlarms: Rule = {
  name: 'every function has an alarm on its errors and throttles, or says why not',
  check: (view) => {
    const alarms = resources(view.stacks, 'AWS::CloudWatch::Alarm');
    const watched = (fn: Located, metric: string) =>
      alarms.some(
        (alarm) =>
          property(alarm, 'MetricName') === metric &&
          property(alarm, 'Dimensions', 0, 'Name') === 'FunctionName' &&
          sameResource(referenced(view.stacks, alarm.stack, property(alarm, 'Dimensions', 0, 'Value')), fn),
      );
    return ownFunctions(view).flatMap((fn) =>
      required
        .filter((metric) => !watched(fn, metric) && !optedOut(fn, metric.toLowerCase()))
        .map((metric) => finding(fn, `has no alarm on ${metric}`)),
    );
  },
  broken: bare,
};

/** A reason in the template's metadata stands for an alarm that is missing on purpose. */
export function optedOut({ resource }: Located, alarm: string): boolean {
  const reasons = resource.Metadata?.['blueprint:alarm-opt-out'];
  const reason: unknown = typeof reasons === 'object' && reasons !== null ? Reflect.get(reasons, alarm) : undefined;
  return typeof reason === 'string' && reason.length > 10;
}

export const nothingReserved: Rule = {
  name: 'a stage that idles cheaply reserves no concurrency: a fresh account may have ten',
  check: (view) =>
    view.idlesCheaply
      ? ownFunctions(view)
          .filter((fn) => property(fn, 'ReservedConcurrentExecutions') !== undefined)
          .map((fn) => finding(fn, 'reserves concurrency'))
      : [],
  broken: stageOf(
    { Function: { Type: 'AWS::Lambda::Function', Properties: { ReservedConcurrentExecutions: 5 } } },
    { idlesCheaply: true },
  ),
};
