/** Whether somebody still waits for what is done. A cancelled one cancels all that was made of it. */
export class Ticket {
  private cancelled = false;

  constructor(private readonly parent?: Ticket) {}

  get live(): boolean {
    return !this.cancelled && (this.parent === undefined || this.parent.live);
  }

  cancel(): void {
    this.cancelled = true;
  }
}
