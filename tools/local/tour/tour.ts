import { outputOf } from '../../operator/outputs';
import type { Laptop } from '../runtime';
import type { Step, StepGroup, StepResult, TourContext } from './step';
import { answers } from './steps/answers';
import { attachments } from './steps/attachments';
import { audit } from './steps/audit';
import { audits } from './steps/audits';
import { badInput } from './steps/bad-input';
import { brake } from './steps/brake';
import { cases } from './steps/cases';
import { consolePages } from './steps/console';
import { control } from './steps/control';
import { conversation } from './steps/conversation';
import { conversationControls } from './steps/conversation-controls';
import { credentials } from './steps/credentials';
import { decisions } from './steps/decisions';
import { documents } from './steps/documents';
import { drift } from './steps/drift';
import { events } from './steps/events';
import { failover } from './steps/failover';
import { images } from './steps/images';
import { items } from './steps/items';
import { limits } from './steps/limits';
import { lists } from './steps/lists';
import { live } from './steps/live';
import { memory } from './steps/memory';
import { models } from './steps/models';
import { moderation } from './steps/moderation';
import { openAiClient } from './steps/openai-client';
import { parked } from './steps/parked';
import { profile } from './steps/profile';
import { reconciliation } from './steps/reconciliation';
import { reindexing } from './steps/reindexing';
import { reviews } from './steps/reviews';
import { rules } from './steps/rules';
import { toolCall } from './steps/tool-call';
import { usage } from './steps/usage';

export const groups: readonly StepGroup[] = [
  credentials,
  conversation,
  conversationControls,
  openAiClient,
  usage,
  profile,
  control,
  failover,
  toolCall,
  memory,
  moderation,
  attachments,
  documents,
  answers,
  reindexing,
  decisions,
  cases,
  lists,
  rules,
  models,
  reviews,
  drift,
  reconciliation,
  events,
  parked,
  live,
  items,
  images,
  audits,
  badInput,
  consolePages,
  audit,
  limits,
  brake,
];

export interface TourOptions {
  /** Names of the groups to play. @default all */
  readonly groups?: readonly string[];
  /** Told of each step when it ends. */
  readonly onStep?: (result: StepResult) => void;
  /** Ends the tour at the first call that a policy refuses. */
  readonly stopAtDenial?: boolean;
  readonly signal?: AbortSignal;
}

export interface TourReport {
  readonly ok: boolean;
  readonly steps: readonly StepResult[];
  /** Calls that the functions' policies refused, as `action by function on resource`. */
  readonly denied: readonly string[];
  /** Actions that policies grant and no call used, as `function: action`. */
  readonly unused: readonly string[];
}

/** Plays every step; the tour is good when all of them are and no function was denied anything. */
export async function playTour(laptop: Laptop, options: TourOptions = {}): Promise<TourReport> {
  const { iam } = laptop.core;
  iam.clearDenials();
  const over = new AbortController();
  const watch = options.stopAtDenial ? setInterval(() => iam.denials().length > 0 && over.abort(), 20) : undefined;
  const signal = options.signal ? AbortSignal.any([over.signal, options.signal]) : over.signal;
  const context = contextOf(laptop, signal);
  const steps: StepResult[] = [];
  const has = (key: string) => Object.values(laptop.outputs).some((outputs) => key in outputs);
  const chosen = groups.filter(({ name, needs }) => has(needs) && (options.groups?.includes(name) ?? true));
  for (const group of chosen) {
    for (const step of group.steps) {
      if (signal.aborted) break;
      const result = await play(group, step, context);
      steps.push(result);
      options.onStep?.(result);
    }
  }
  clearInterval(watch);
  const permissions = permissionStep(laptop);
  steps.push(permissions);
  options.onStep?.(permissions);
  return {
    ok: !signal.aborted && steps.every(({ ok }) => ok),
    steps,
    denied: deniedCalls(laptop),
    unused: iam.unused().map(({ function: name, action }) => `${name}: ${action}`),
  };
}

/** What steps work with; `signal` ends their waits. */
export function contextOf(laptop: Laptop, signal: AbortSignal): TourContext {
  const { users } = laptop.credentials;
  return {
    laptop,
    // Looked up when a step asks: an assembly need not have every design.
    get apiUrl() {
      return outputOf(laptop.outputs, 'ChatApiUrl');
    },
    get socketUrl() {
      return outputOf(laptop.outputs, 'ChatWebSocketUrl');
    },
    get ragUrl() {
      return outputOf(laptop.outputs, 'RagApiUrl');
    },
    get fraudUrl() {
      return outputOf(laptop.outputs, 'FraudApiUrl');
    },
    get streamingUrl() {
      return outputOf(laptop.outputs, 'StreamingApiUrl');
    },
    get liveUrl() {
      return outputOf(laptop.outputs, 'LiveWebSocketUrl');
    },
    signal,
    token(user) {
      const found = users[user];
      if (!found) throw new Error(`There is no sample user ${user}`);
      return found.token;
    },
  };
}

async function play(group: StepGroup, step: Step, context: TourContext): Promise<StepResult> {
  const started = performance.now();
  const result = (ok: boolean, detail: string): StepResult => ({
    group: group.name,
    name: step.name,
    ok,
    ms: Math.round(performance.now() - started),
    detail,
  });
  try {
    return result(true, await step.run(context));
  } catch (error) {
    return result(false, error instanceof Error ? error.message : String(error));
  }
}

function permissionStep(laptop: Laptop): StepResult {
  const denied = deniedCalls(laptop);
  const unserved = laptop.core.gateway
    .unserved()
    .map(({ caller, service, operation }) => `${service}:${operation} by ${caller}`);
  const ok = denied.length === 0 && unserved.length === 0;
  const detail = ok
    ? 'nothing was denied'
    : [...denied.map((call) => `AccessDenied: ${call}`), ...unserved.map((call) => `not served: ${call}`)].join('; ');
  return { group: 'permissions', name: 'the policies allow what the functions did', ok, ms: 0, detail };
}

function deniedCalls(laptop: Laptop): string[] {
  const calls = laptop.core.iam
    .denials()
    .map(({ action, function: name, resource }) => `${action} by ${name} on ${resource}`);
  return [...new Set(calls)];
}
