import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** @returns what the function answered @throws Error when it failed */
export type InvokeFunction = (functionArn: string, event: object, signal: AbortSignal) => Promise<unknown>;

/** Characters of a failure that are worth a log entry. */
const MOST_SAID = 500;

/**
 * Invokes functions and waits for their answers.
 *
 * @param clientIn gives a client for a region: a function may be in another one than its caller
 */
export function createInvokeFunction(clientIn: (region: string) => Pick<LambdaClient, 'send'>): InvokeFunction {
  return async (functionArn, event, signal) => {
    const client = clientIn(functionArn.split(':')[3] ?? '');
    const command = new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(event) });
    const { Payload, FunctionError } = await client.send(command, { abortSignal: signal });
    const said = Payload?.transformToString() ?? '';
    if (FunctionError) throw new Error(`${functionArn} failed: ${said.slice(0, MOST_SAID)}`);
    return JSON.parse(said);
  };
}
