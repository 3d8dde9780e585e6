interface Entry {
  readonly MessageBody: string;
  readonly MessageGroupId: string;
  readonly MessageDeduplicationId: string;
}

interface Waiting {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly group: string;
  readonly body: string;
  dueAt: number;
  inFlight: boolean;
}

const DEDUPLICATED_MS = 300_000;
const VISIBILITY_MS = 90_000;

/** A FIFO queue with a delay, by the rules of SQS that matter here: an id once in five minutes, and a group one after another. */
export class FifoQueue {
  readonly taken: { readonly id: string; readonly at: number }[] = [];
  private waiting: Waiting[] = [];
  private readonly ids = new Map<string, number>();
  private sent = 0;

  constructor(
    private readonly delayMs: number,
    private readonly now: () => number,
  ) {}

  send({ Entries }: { readonly Entries: readonly Entry[] }): object {
    for (const { MessageBody, MessageGroupId, MessageDeduplicationId } of Entries) {
      const last = this.ids.get(MessageDeduplicationId);
      if (last !== undefined && this.now() - last < DEDUPLICATED_MS) continue;
      this.ids.set(MessageDeduplicationId, this.now());
      this.taken.push({ id: MessageDeduplicationId, at: this.now() });
      this.sent += 1;
      this.waiting.push({
        ...{ messageId: `m${this.sent}`, receiptHandle: `r${this.sent}`, group: MessageGroupId, body: MessageBody },
        ...{ dueAt: this.now() + this.delayMs, inFlight: false },
      });
    }
    return {};
  }

  nextDue(): number | undefined {
    const due = this.heads().map(({ dueAt }) => dueAt);
    return due.length > 0 ? Math.min(...due) : undefined;
  }

  /** The first message of each group that is due, ten at most. */
  receive(): Waiting[] {
    const due = this.heads()
      .filter(({ dueAt }) => dueAt <= this.now())
      .slice(0, 10);
    for (const message of due) {
      message.inFlight = true;
      message.dueAt = this.now() + VISIBILITY_MS;
    }
    return due;
  }

  settle(received: readonly Waiting[], failed: ReadonlySet<string>): void {
    const done = new Set(received.filter(({ messageId }) => !failed.has(messageId)));
    this.waiting = this.waiting.filter((message) => !done.has(message));
    for (const message of this.waiting) message.inFlight = false;
  }

  hide(receiptHandle: string, ms: number): void {
    const found = this.waiting.find((message) => message.receiptHandle === receiptHandle);
    if (found) found.dueAt = this.now() + ms;
  }

  private heads(): Waiting[] {
    const groups = Map.groupBy(this.waiting, ({ group }) => group);
    return [...groups.values()].flatMap(([first]) => (first && !first.inFlight ? [first] : []));
  }
}
