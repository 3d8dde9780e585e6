/** Something that happens at a time. */
interface Event {
  readonly at: number;
  /** Events of one time happen in the order in which they were made. */
  readonly order: number;
  readonly action: () => void;
}

const isBefore = (one: Event, other: Event) => one.at < other.at || (one.at === other.at && one.order < other.order);

/** A clock that jumps from event to event. Times are milliseconds. */
export class Simulation {
  private readonly heap: Event[] = [];
  private time = 0;
  private made = 0;
  private happened = 0;

  get now(): number {
    return this.time;
  }

  /** Events that happened. */
  get events(): number {
    return this.happened;
  }

  /** Lets something happen after so many milliseconds. */
  after(delay: number, action: () => void): void {
    if (!(delay >= 0)) throw new RangeError(`nothing happens ${delay} ms from now`);
    this.made += 1;
    push(this.heap, { at: this.time + delay, order: this.made, action });
  }

  /** Goes on until nothing is left to happen. */
  run(): void {
    for (let next = pop(this.heap); next; next = pop(this.heap)) {
      this.time = next.at;
      this.happened += 1;
      next.action();
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
