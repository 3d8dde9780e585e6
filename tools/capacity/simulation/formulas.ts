/** A queue with Poisson arrivals. Rates are per unit of time; times are in the same unit. */
export interface Queue {
  readonly arrivalRate: number;
  /** Of one server. */
  readonly serviceRate: number;
  readonly servers: number;
}

/** Part of the time that servers work: below 1, or the queue grows without end. */
export const utilisation = ({ arrivalRate, serviceRate, servers }: Queue): number =>
  arrivalRate / (servers * serviceRate);

/**
 * Probability that all servers of M/M/c are taken and an arrival has to wait: Erlang C, from Erlang B by its recursion, which does not
 * overflow for many servers.
 *
 * @see Erlang 1917; Cooper, Introduction to Queueing Theory, 2nd edition, equations 3.4.8 and 3.6.13
 */
export function erlangC(queue: Queue): number {
  const offered = queue.arrivalRate / queue.serviceRate;
  let blocked = 1;
  for (let servers = 1; servers <= queue.servers; servers += 1) {
    blocked = (offered * blocked) / (servers + offered * blocked);
  }
  const busy = utilisation(queue);
  return blocked / (1 - busy * (1 - blocked));
}

/** Mean wait of M/M/c before service begins; M/M/1 is that with one server. */
export function meanWait(queue: Queue): number {
  return erlangC(queue) / (queue.servers * queue.serviceRate - queue.arrivalRate);
}

/**
 * The time in an M/M/1 queue, service included, that a share of its customers does not exceed: it is exponential with rate mu - lambda.
 *
 * @see Kleinrock, Queueing Systems, volume 1, equation 5.118
 */
export function sojournQuantile({ arrivalRate, serviceRate }: Queue, share: number): number {
  return -Math.log(1 - share) / (serviceRate - arrivalRate);
}

/**
 * Mean wait of M/G/1 by Pollaczek and Khinchine.
 *
 * @param squaredVariation variance of the service time over the square of its mean: 0 makes it M/D/1
 * @see Kleinrock, volume 1, equation 5.69
 */
export function meanWaitGeneral(queue: Queue, squaredVariation: number): number {
  const busy = utilisation(queue);
  return (busy * (1 + squaredVariation)) / (2 * queue.serviceRate * (1 - busy));
}

/**
 * Part of arrivals that find M/M/c/K full, where `places` is how many may be in it, servers included.
 *
 * @see Kleinrock, volume 1, section 3.6 and equation 3.30
 */
export function lossOfBounded({ arrivalRate, serviceRate, servers }: Queue, places: number): number {
  const offered = arrivalRate / serviceRate;
  let weight = 1;
  let sum = 1;
  for (let inside = 1; inside <= places; inside += 1) {
    weight *= offered / Math.min(inside, servers);
    sum += weight;
  }
  return weight / sum;
}
