import type { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { BlueprintFunction } from '../function/function';

/** Answers when the function has returned; API Gateway waits 29 seconds at most. */
export function buffered(target: BlueprintFunction): apigateway.LambdaIntegration {
  return new apigateway.LambdaIntegration(target.target, { allowTestInvoke: false });
}

/** Passes the answer on as it is written, for as long as the function may run. */
export function streaming(target: BlueprintFunction, timeout: Duration): apigateway.LambdaIntegration {
  return new apigateway.LambdaIntegration(target.target, {
    allowTestInvoke: false,
    responseTransferMode: apigateway.ResponseTransferMode.STREAM,
    timeout,
  });
}
