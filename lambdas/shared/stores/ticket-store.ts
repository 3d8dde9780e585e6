import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type TicketItem, ticketItemSchema } from '../domain/ticket';

/** One-time connection tickets in the platform's table. */
export function createTicketStore(document: DynamoDBDocumentClient, tableName: string) {
  return {
    async put(item: TicketItem): Promise<void> {
      await document.send(new PutCommand({ TableName: tableName, Item: item }));
    },

    /** Takes the ticket out, so that of two who present it only one gets it; undefined when it is not there or is over. */
    async consume(pk: string, nowSeconds: number): Promise<TicketItem | undefined> {
      try {
        const { Attributes } = await document.send(
          new DeleteCommand({
            TableName: tableName,
            Key: { pk },
            ConditionExpression: 'attribute_exists(pk) AND expiresAt > :now',
            ExpressionAttributeValues: { ':now': nowSeconds },
            ReturnValues: 'ALL_OLD',
          }),
        );
        return ticketItemSchema.parse(Attributes);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },
  };
}
export type TicketStore = ReturnType<typeof createTicketStore>;
