import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** A process dies at its n-th call to the table, before or after the call took effect. */
export interface Death {
  readonly atCall: number;
  readonly afterEffect: boolean;
}

export class Died extends Error {}

/** A process's client of the table. When the process has died, no call of its own has an effect any more. */
export function mortalDocument(document: DynamoDBDocumentClient, death?: Death) {
  let calls = 0;
  let dead = false;
  const send = async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
    if (dead) throw new Died();
    calls += 1;
    if (calls !== death?.atCall) return document.send(command);
    dead = true;
    if (death.afterEffect) await document.send(command);
    throw new Died();
  };
  return {
    document: { send } as unknown as DynamoDBDocumentClient,
    died: () => dead,
    calls: () => calls,
  };
}
