import { type Deployment, functionAt, numberAt, oneBelow, pollersAt, throttleAt } from '../deployment';
import { lambdaQuotas } from '../quotas/lambda';
import { Batches } from '../simulation/batches';
import { type Distribution, lognormal } from '../simulation/distributions';
import { ExecutionEnvironments } from '../simulation/execution-environments';
import type { World } from '../simulation/replications';
import type { Resource } from '../simulation/resource';
import { Servers } from '../simulation/servers';
import * as steps from '../simulation/steps';
import { TokenBucket } from '../simulation/token-bucket';
import { type ServiceTime, serviceTimes } from './service-times';
import type { Part } from './way';

const distributions = new WeakMap<ServiceTime, Distribution>();

export function distributionOf(time: ServiceTime): Distribution {
  const known = distributions.get(time);
  if (known) return known;
  const made = lognormal(time);
  distributions.set(time, made);
  return made;
}

/** The load that a way is made for. */
export interface Load {
  /** Requests a second that execution environments are warm for: those of the minutes before. */
  readonly warmFor: number;
  /** Part of a cell that is simulated, from 0 to 1: what the cell shares is divided alike. */
  readonly fraction: number;
}

/**
 * Makes a way of the parts that data says, with the limits that the template has: throttles, provisioned concurrency, pollers, time-outs.
 * Where a part of a region stands for it, it gets its part of what the region shares.
 */
export class Compiler {
  private readonly resources = new Map<string, Resource>();
  private made = 0;

  constructor(
    private readonly world: World,
    private readonly deployment: Deployment,
    private readonly load: Load,
  ) {}

  /** @param share of all requests that come by here, from 0 to 1 */
  compile(parts: readonly Part[], share = 1): steps.Step {
    return steps.sequence(...parts.map((part) => this.step(part, share)));
  }

  private step(part: Part, share: number): steps.Step {
    const { simulation, random } = this.world;
    switch (part.kind) {
      case 'takes':
        return steps.delay({ simulation, random: this.stream(part.time.what) }, distributionOf(part.time));
      case 'throttle':
        return this.throttle(part.at);
      case 'invokes':
        return this.invoke(part.at, part.parts, share);
      case 'polled':
        return steps.holding(
          this.shared(`polled ${part.at}`, () => this.pollers(part.at)),
          this.compile(part.parts),
        );
      case 'in-order':
        return steps.holding(
          this.shared(`in-order ${part.at}`, () => this.readers(part.at)),
          this.compile(part.parts),
        );
      case 'together':
        return steps.parallel(...part.branches.map((branch) => this.compile(branch, share)));
      case 'sometimes':
        return steps.either(
          this.stream('sometimes'),
          part.share,
          this.compile(part.parts, share * part.share),
          steps.nothing,
        );
      case 'at-most':
        return steps.orElse(steps.within(simulation, part.ms, this.compile(part.parts, share)), steps.nothing);
      case 'tries':
        return steps.retrying({ simulation, random: random('backoff') }, part, this.compile(part.parts, share));
      case 'in-batches':
        return steps.holding(
          this.shared(`in-batches ${part.at}`, () => this.batches(part.at, part.atOnce)),
          this.compile(part.parts, share),
        );
      case 'mark':
        return steps.mark(part.name, part.since);
    }
  }

  /** A stream of its own for each place, so that a part that is left out moves no other. */
  private stream(name: string) {
    this.made += 1;
    return this.world.random(`${this.made} ${name}`);
  }

  private share(amount: number): number {
    return Math.max(1, Math.round(amount * this.load.fraction));
  }

  private shared(key: string, make: () => Resource): Resource {
    const known = this.resources.get(key);
    if (known) return known;
    const made = make();
    this.resources.set(key, made);
    return made;
  }

  private throttle(at: string): steps.Step {
    const settings = throttleAt(this.deployment, at);
    if (!settings) return steps.nothing;
    const { perSecond, burst } = settings;
    const bucket = () => new TokenBucket(this.world.simulation, this.share(perSecond), this.share(burst));
    return steps.through(this.shared(`throttle ${at}`, bucket));
  }

  /** The function runs to its end or its time-out, whoever waits for it. */
  private invoke(at: string, parts: readonly Part[], share: number): steps.Step {
    const { simulation, random } = this.world;
    const { provisioned, reserved, timeoutMs } = functionAt(this.deployment, at);
    const busy = (this.load.warmFor * share * meanOf(parts)) / 1000;
    const environments = () =>
      new ExecutionEnvironments({
        ...{ simulation, random: random(`cold ${at}`), coldStart: distributionOf(serviceTimes.coldStart) },
        provisioned: provisioned > 0 ? this.share(provisioned) : 0,
        newPerTenSeconds: this.share(lambdaQuotas.scalingRate.value),
        // As many as the busiest moments of the minutes before took: four standard deviations of a Poisson number.
        warm: Math.ceil(busy + 4 * Math.sqrt(busy)),
        ...(reserved !== undefined && { limit: this.share(reserved) }),
      });
    const run = steps.detached(steps.within(simulation, timeoutMs, this.compile(parts, share)));
    return steps.holding(this.shared(`function ${at}`, environments), run);
  }

  private pollers(all: readonly string[]): Servers {
    const bounds = all.map((at) => pollersAt(this.deployment, at) ?? Number.POSITIVE_INFINITY);
    return new Servers(this.share(bounds.reduce((sum, each) => sum + each, 0)));
  }

  private batches(at: string, atOnce: number): Batches {
    const { properties } = oneBelow(this.deployment, 'AWS::Lambda::EventSourceMapping', at);
    const lanes = numberAt(properties, 'ParallelizationFactor') ?? 1;
    return new Batches({ lanes, size: numberAt(properties, 'BatchSize') ?? 100, atOnce });
  }

  private readers(at: string): Servers {
    const { properties } = oneBelow(this.deployment, 'AWS::Lambda::EventSourceMapping', at);
    return new Servers(numberAt(properties, 'ParallelizationFactor') ?? 1);
  }
}

/** Mean time of parts (ms), without waiting: branches as the longest of them. */
export function meanOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + meanOfPart(part), 0);
}

function meanOfPart(part: Part): number {
  switch (part.kind) {
    case 'takes':
      return distributionOf(part.time).mean;
    case 'together':
      return Math.max(...part.branches.map(meanOf));
    case 'sometimes':
      return part.share * meanOf(part.parts);
    case 'throttle':
    case 'mark':
      return 0;
    default:
      return meanOf(part.parts);
  }
}
