/** The last lines that each function wrote. */
export class LogStore {
  private readonly lines = new Map<string, string[]>();

  /**
   * @param limit lines kept per function
   * @param tell told of each line as it is written
   */
  constructor(
    private readonly tell: (functionName: string, line: string) => void = () => undefined,
    private readonly limit = 2_000,
  ) {}

  add(functionName: string, line: string): void {
    const kept = this.lines.get(functionName) ?? [];
    kept.push(line);
    if (kept.length > this.limit) kept.splice(0, kept.length - this.limit);
    this.lines.set(functionName, kept);
    this.tell(functionName, line);
  }

  of(functionName: string): readonly string[] {
    return this.lines.get(functionName) ?? [];
  }
}
