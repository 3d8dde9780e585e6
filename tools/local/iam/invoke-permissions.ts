import { matches } from './pattern';
import type { PolicySource } from './role-policies';

/** Which AWS services may invoke which function, by the assembly's `AWS::Lambda::Permission`. */
export class InvokePermissions {
  constructor(private readonly source: PolicySource) {}

  /**
   * @param functionRef function name, ARN or alias ARN, exactly as the integration names it
   * @param principal such as `apigateway.amazonaws.com`
   * @param sourceArn what causes the invocation, such as a route's or topic's ARN
   */
  allows(functionRef: string, principal: string, sourceArn: string): boolean {
    return this.source.ofType('AWS::Lambda::Permission').some(({ properties }) => {
      const source = properties.SourceArn;
      return (
        sameFunction(String(properties.FunctionName), functionRef) &&
        properties.Principal === principal &&
        matches(String(properties.Action), 'lambda:InvokeFunction') &&
        (source === undefined || matches(String(source), sourceArn))
      );
    });
  }
}

/** A permission on an alias does not hold for the function itself, nor the other way round. */
function sameFunction(left: string, right: string): boolean {
  return qualifiedName(left) === qualifiedName(right);
}

function qualifiedName(functionRef: string): string {
  return functionRef.startsWith('arn:') ? functionRef.split(':').slice(6).join(':') : functionRef;
}
