import type { FunctionInvoker } from '../types';

/**
 * The functions as API Gateway may call them: only where an `AWS::Lambda::Permission` of the assembly lets it,
 * for the API, stage and route (or authorizer) that `sourceArn` names.
 */
export class GatewayFunctions {
  constructor(
    private readonly functions: FunctionInvoker,
    private readonly mayInvoke: (functionRef: string, sourceArn: string) => boolean,
  ) {}

  /** @param sourceArn such as `arn:aws:execute-api:<region>:<account>:<api>/<stage>/POST/v1/models` */
  from(sourceArn: string): Pick<FunctionInvoker, 'invoke' | 'invokeStreaming'> {
    const refusal = (functionRef: string) =>
      this.mayInvoke(functionRef, sourceArn)
        ? undefined
        : `no AWS::Lambda::Permission lets apigateway.amazonaws.com invoke ${functionRef} for ${sourceArn}`;
    return {
      invoke: async (functionRef, event) => {
        const errorMessage = refusal(functionRef);
        if (errorMessage) return { ok: false, errorType: 'AccessDeniedException', errorMessage };
        return this.functions.invoke(functionRef, event);
      },
      invokeStreaming: async (functionRef, event, signal) => {
        const errorMessage = refusal(functionRef);
        if (errorMessage) throw new Error(errorMessage);
        return this.functions.invokeStreaming(functionRef, event, signal);
      },
    };
  }
}
