import type { ServiceResponse } from './engine';

/** Version of the AWS JSON protocol a service speaks. */
export type JsonVersion = '1.0' | '1.1';

/** Ends `response` with a JSON body. */
export function answerJson(response: ServiceResponse, version: JsonVersion, output: unknown): void {
  const body = Buffer.from(JSON.stringify(output ?? {}));
  response.writeHead(200, { 'content-type': `application/x-amz-json-${version}`, 'content-length': body.length });
  response.end(body);
}
