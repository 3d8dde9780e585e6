/** Something that happens at a time. */
interface Event {
  readonly at: number;
  /** Events of one time happen in the order in which they were made. */
  readonly order: number;
  /** Undefined once it is called off. */
  action: (() => void) | undefined;
}

/** Calls off what was to happen. */
export type CallOff = () => void;

const isBefore = (one: Event, other: Event) => one.at < other.at || (one.at === other.at && one.order < other.order);

/** A clock that jumps from event to event. Times are milliseconds. */
export class Simulation {
  private heap: Event[] = [];
  private time = 0;
  private made = 0;
  private happened = 0;
  private calledOff = 0;

  get now(): number {
    return this.time;
  }

  /** Events that happened. */
  get events(): number {
    return this.happened;
  }

  /** Lets something happen after so many milliseconds. */
  after(delay: number, action: () => void): CallOff {
    if (!(delay >= 0)) throw new RangeError(`nothing happens ${delay} ms from now`);
    this.made += 1;
    const event: Event = { at: this.time + delay, order: this.made, action };
    push(this.heap, event);
    return () => this.callOff(event);
  }

  /** Time-outs are nearly all called off: they leave the heap together when they are most of it. */
  private callOff(event: Event): void {
    if (!event.action) return;
    event.action = undefined;
    this.calledOff += 1;
    if (this.calledOff < 1000 || this.calledOff * 2 < this.heap.length) return;
    // What is sorted is a heap.
    this.heap = this.heap.filter(({ action }) => action).sort((one, other) => (isBefore(one, other) ? -1 : 1));
    this.calledOff = 0;
  }

  /** Goes on until nothing is left to happen. */
  run(): void {
    for (let next = pop(this.heap); next; next = pop(this.heap)) {
      const { action } = next;
      if (!action) {
        this.calledOff -= 1;
        continue;
      }
      next.action = undefined;
      this.time = next.at;
      this.happened += 1;
      action();
    }
  }
}

/** A binary heap whose first event is the next. */
function push(heap: Event[], event: Event): void {
  let place = heap.length;
  heap.push(event);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = heap[parent] as Event;
    if (!isBefore(event, above)) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = event;
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || first === last) return first;
  let place = 0;
  for (;;) {
    const left = 2 * place + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const child = right < heap.length && isBefore(heap[right] as Event, heap[left] as Event) ? right : left;
    const below = heap[child] as Event;
    if (!isBefore(below, last)) break;
    heap[place] = below;
    place = child;
  }
  heap[place] = last;
  return first;
}
