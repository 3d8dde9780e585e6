import { ServiceError } from '../engine';
import type { Dynalite } from './dynalite';
import type { TableDefinition } from './table-definition';
import { type Part, partsOf } from './transaction-input';

type Data = Record<string, unknown>;

/** How long a token of a request stands for what that request did. */
const tokenMs = 600_000;

/** Why one part of a transaction did not take place; `None` for a part that would have. */
interface Reason {
  readonly Code: 'None' | 'ConditionalCheckFailed';
  readonly Message?: string;
  readonly Item?: Data;
}

/**
 * `TransactWriteItems` on an engine that has none: all parts are tried, and when one is refused all are taken back. Call
 * `write` only while nothing else reads or writes the tables.
 */
export class Transactions {
  private readonly tokens = new Map<string, { readonly request: string; readonly at: number }>();

  constructor(
    private readonly dynalite: Pick<Dynalite, 'run'>,
    private readonly now: () => number,
  ) {}

  /** @throws ServiceError as DynamoDB would: `TransactionCanceledException` with the reason of each part */
  async write(input: Data, tableOf: (name: unknown) => TableDefinition): Promise<Data> {
    const { ClientRequestToken: token, ...request } = input;
    if (this.isRepeated(token, request)) return {};
    const parts = partsOf(request.TransactItems, tableOf);
    const before: (Data | undefined)[] = [];
    for (const part of parts) before.push(await this.read(part));
    const reasons = await this.tryAll(parts, before);
    if (reasons.some(({ Code }) => Code !== 'None')) {
      await this.takeBack(parts, before);
      throw canceled(reasons);
    }
    const checks = parts.map(({ checkOnly }) => checkOnly);
    await this.takeBack(
      parts.filter((_, index) => checks[index]),
      before.filter((_, index) => checks[index]),
    );
    if (typeof token === 'string') this.tokens.set(token, { request: JSON.stringify(request), at: this.now() });
    return {};
  }

  /** @throws ServiceError when the token stands for another request */
  private isRepeated(token: unknown, request: Data): boolean {
    for (const [known, { at }] of this.tokens) if (at < this.now() - tokenMs) this.tokens.delete(known);
    const earlier = typeof token === 'string' ? this.tokens.get(token) : undefined;
    if (!earlier) return false;
    if (earlier.request === JSON.stringify(request)) return true;
    throw new ServiceError(
      'IdempotentParameterMismatchException',
      'The request uses the same client token as a previous, but non-identical request.',
    );
  }

  private async tryAll(parts: readonly Part[], before: readonly (Data | undefined)[]): Promise<Reason[]> {
    const reasons: Reason[] = [];
    for (const [index, part] of parts.entries()) {
      try {
        await this.dynalite.run(part.operation, part.input);
        reasons.push({ Code: 'None' });
      } catch (error) {
        if (!(error instanceof ServiceError) || error.code !== 'ConditionalCheckFailedException') {
          await this.takeBack(parts, before);
          throw error;
        }
        const Item = part.tellsItem ? before[index] : undefined;
        reasons.push({ Code: 'ConditionalCheckFailed', Message: error.message, ...(Item && { Item }) });
      }
    }
    return reasons;
  }

  private async read({ table, key }: Part): Promise<Data | undefined> {
    const { Item } = await this.dynalite.run('GetItem', { TableName: table.name, Key: key, ConsistentRead: true });
    return Item as Data | undefined;
  }

  private async takeBack(parts: readonly Part[], before: readonly (Data | undefined)[]): Promise<void> {
    for (const [index, { table, key }] of parts.entries()) {
      const Item = before[index];
      if (Item) await this.dynalite.run('PutItem', { TableName: table.name, Item });
      else await this.dynalite.run('DeleteItem', { TableName: table.name, Key: key });
    }
  }
}

function canceled(reasons: readonly Reason[]): ServiceError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new ServiceError('TransactionCanceledException', message, 400, {}, { CancellationReasons: reasons });
}
