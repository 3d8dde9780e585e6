import { randomUUID } from 'node:crypto';
import { accountId } from '../../resource-identity';
import type { ResolvedResource } from '../../types';
import { type Engine, type EngineContext, notServed, type ServiceCall } from '../engine';
import { matchesPattern } from './event-pattern';
import { type Rule, type RuleTarget, readRule } from './rule';
import { realTimers, runByClock, type Timers } from './run-by-clock';

/** What a service of AWS tells the default event bus. */
export interface ServiceEvent {
  /** Such as `aws.s3`. */
  readonly source: string;
  readonly detailType: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A rule by time. */
export interface ScheduledRule {
  readonly name: string;
  readonly description?: string;
  /** Such as `rate(5 minutes)`. */
  readonly schedule: string;
  /** A rule that is not, is due at no time. */
  readonly enabled: boolean;
}

export interface EventsEngine extends Engine {
  /** Takes an event of a service; it is delivered soon after. */
  publish(event: ServiceEvent): void;
  /** Does what a rule does when its time has come. @throws Error when there is no such scheduled rule */
  fire(ruleName: string): Promise<void>;
  /** Rules by time, which nothing fires before the clock is started. */
  schedules(): readonly ScheduledRule[];
  /** Fires from now on each rule by time whenever it is due; a rate counts from now. @default timers of this machine */
  startClock(timers?: Timers): void;
  /** Resolves when every event published so far was delivered or given up. */
  settled(): Promise<void>;
}

/** EventBridge's default bus: events of services go by rules to queues and functions, and so do times once the clock is started. */
export function createEventsEngine(context: EngineContext): EventsEngine {
  const rules = new Map<string, Rule>();
  const deliveries = new Set<Promise<void>>();
  let clocks: (() => void)[] = [];

  async function deliver(rule: Rule, target: RuleTarget, event: unknown): Promise<void> {
    const body = target.input ?? event;
    const source = { principal: 'events.amazonaws.com', sourceArn: rule.arn };
    try {
      if (target.arn.startsWith('arn:aws:lambda:')) {
        const result = await context.functions.invokeAsync(target.arn, body, source);
        if (!result.ok) throw new Error(result.errorMessage);
      } else {
        await context.sendMessage(target.arn, JSON.stringify(body), source);
      }
    } catch (error) {
      context.report(`EventBridge rule ${rule.name} cannot reach ${target.arn}: ${(error as Error).message}`);
    }
  }

  async function run(rule: Rule, event: unknown): Promise<void> {
    const delivery = Promise.all(rule.targets.map((target) => deliver(rule, target, event))).then(
      () => void deliveries.delete(delivery),
    );
    deliveries.add(delivery);
    await delivery;
  }

  const envelope = ({ source, detailType, region, resources, detail }: ServiceEvent, at = context.now()) => ({
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: accountId,
    time: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources,
    detail,
  });

  function fire(rule: Rule, at?: number): Promise<void> {
    const [, , , region = ''] = rule.arn.split(':');
    const detailType = 'Scheduled Event';
    return run(rule, envelope({ source: 'aws.events', detailType, region, resources: [rule.arn], detail: {} }, at));
  }

  return {
    name: 'events',
    services: ['events'],
    resourceTypes: ['AWS::Events::Rule'],
    publish(published) {
      const event = envelope(published);
      for (const rule of rules.values()) {
        if (rule.enabled && rule.pattern && matchesPattern(rule.pattern, event)) void run(rule, event);
      }
    },
    async fire(ruleName) {
      const rule = rules.get(ruleName);
      if (!rule?.schedule) throw new Error(`There is no scheduled rule ${ruleName}`);
      await fire(rule);
    },
    schedules: () =>
      [...rules.values()].flatMap(({ name, description, schedule, enabled }) =>
        schedule ? [{ name, ...(description && { description }), schedule: schedule.expression, enabled }] : [],
      ),
    startClock(timers = realTimers(context.now)) {
      if (clocks.length > 0) throw new Error('The clock runs already');
      clocks = [...rules.values()].flatMap((rule) =>
        rule.schedule && rule.enabled ? [runByClock(rule.schedule, timers, (due) => void fire(rule, due))] : [],
      );
    },
    async settled() {
      while (deliveries.size > 0) await Promise.all(deliveries);
    },
    async create(resource: ResolvedResource) {
      const rule = readRule(resource);
      rules.set(rule.name, rule);
    },
    async handle(call: ServiceCall) {
      throw notServed(call);
    },
    async stop() {
      for (const end of clocks.splice(0)) end();
    },
  };
}
