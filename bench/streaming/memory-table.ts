import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** A value as DynamoDB writes it in JSON. */
type Value = { readonly S?: string; readonly N?: string; readonly L?: readonly Value[] };
export type Item = Readonly<Record<string, Value>>;

interface Asked {
  readonly RequestItems: Readonly<Record<string, { readonly Keys: readonly { readonly pk: Value }[] }>>;
  readonly TransactItems: readonly {
    readonly Put?: { readonly Item: Item };
    readonly Update?: { readonly Key: { readonly pk: Value }; readonly ExpressionAttributeValues: Item };
  }[];
  readonly ExpressionAttributeValues: Item;
  readonly Limit: number;
}

/** What the SDK hands to its HTTP handler, and gets back. */
interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * A table of features behind the unmodified SDK client, without a network and without conditions: whoever uses it writes alone. All that a
 * function does for a call is done; ids of events are forgotten at once, since each comes once.
 */
export class MemoryTable {
  /** By primary key. Values are never changed, so that a copy of the map is a copy of the table. */
  items = new Map<string, Item>();
  requests = 0;
  /** Of requests that write. */
  bytesWritten = 0;
  private lists = new Map<string, Item[]>();

  readonly document = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      ...{ region: 'us-east-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } },
      requestHandler: {
        handle: async (request: Sent) => ({ response: this.answer(request) }),
        updateHttpClientConfig: () => undefined,
        httpHandlerConfigs: () => ({}),
      } as never,
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );

  private answer({ headers, body }: Sent) {
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);
    const asked = JSON.parse(text) as Asked;
    const operation = headers['x-amz-target']?.split('.')[1];
    this.requests += 1;
    if (operation === 'TransactWriteItems') this.bytesWritten += text.length;
    const answer = this.operations[operation ?? '']?.(asked);
    if (!answer) throw new Error(`${operation} is not served here`);
    const bytes = new TextEncoder().encode(JSON.stringify(answer));
    return { statusCode: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: bytes };
  }

  private readonly operations: Readonly<Record<string, (asked: Asked) => object>> = {
    BatchGetItem: ({ RequestItems }) => ({
      Responses: Object.fromEntries(
        Object.entries(RequestItems).map(([table, { Keys }]) => [
          table,
          Keys.flatMap(({ pk }) => this.items.get(pk.S ?? '') ?? []),
        ]),
      ),
      UnprocessedKeys: {},
    }),
    Query: ({ ExpressionAttributeValues, Limit }) => ({
      Items: this.list(ExpressionAttributeValues[':list']?.S ?? '').slice(0, Limit),
    }),
    TransactWriteItems: ({ TransactItems }) => {
      for (const { Put, Update } of TransactItems) {
        const pk = (Put?.Item ?? Update?.Key)?.pk?.S ?? '';
        if (Put && !pk.startsWith('event#')) this.items.set(pk, Put.Item);
        if (Update) this.add(pk, Update.ExpressionAttributeValues);
      }
      return {};
    },
  };

  private add(pk: string, values: Item): void {
    const { ':amount': amount, ':list': listOf, ':item': item, ':ttl': ttl } = values;
    const listCount = { N: String(Number(this.items.get(pk)?.listCount?.N ?? 0) + Number(amount?.N)) };
    this.items.set(pk, { pk: { S: pk }, listCount, listOf, item, ttl } as Item);
    this.lists.clear();
  }

  /** Items of the index of counts, the highest first. */
  private list(name: string): Item[] {
    if (this.lists.size === 0) {
      const counts = [...this.items.values()].filter(({ listOf }) => listOf !== undefined);
      this.lists = Map.groupBy(counts, ({ listOf }) => listOf?.S ?? '');
      for (const own of this.lists.values())
        own.sort((one, other) => Number(other.listCount?.N) - Number(one.listCount?.N));
    }
    return this.lists.get(name) ?? [];
  }
}
