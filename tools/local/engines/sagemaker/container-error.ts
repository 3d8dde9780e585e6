import { ServiceError, type ServiceResponse } from '../engine';

/** The container answered with an error; SageMaker wraps it into a `ModelError`. */
export class ContainerError extends Error {
  constructor(
    /** HTTP status of the container; 0 where it gave none in time. */
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** HTTP status that a container would give for what the stand-in, or the server in its place, throws. */
const statuses: Readonly<Record<string, number>> = {
  BadRequestError: 400,
  ModelErrorException: 500,
  ServiceUnavailableException: 503,
  ThrottlingException: 429,
  UnprocessableEntityError: 422,
};

/** Runs what happens inside of the container. */
export async function inContainer<T>(run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const status = error instanceof ServiceError ? statuses[error.code] : undefined;
    throw status === undefined || !(error instanceof Error) ? error : new ContainerError(status, error.message);
  }
}

/** Answers with a `ModelError`, which says what the container said. */
export function answerModelError(response: ServiceResponse, { status, message }: ContainerError): void {
  const kind = status >= 400 && status < 500 ? 'client' : 'server';
  const body = Buffer.from(
    JSON.stringify({
      Message: `Received ${kind} error (${status}) from primary with message "${message}".`,
      OriginalStatusCode: status,
      OriginalMessage: message,
    }),
  );
  response.writeHead(424, {
    'content-type': 'application/json',
    'content-length': body.length,
    'x-amzn-errortype': 'ModelError',
  });
  response.end(body);
}
