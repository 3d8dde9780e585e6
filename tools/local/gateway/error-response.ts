import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import { escaped } from '../../markup/escaped';
import type { ServiceError, ServiceResponse } from '../engines/engine';
import type { ActionMap } from './actions/action-map';

type Encode = (error: ServiceError) => { readonly headers: OutgoingHttpHeaders; readonly body: string };

const json: Encode = ({ code, message, members }) => ({
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-errortype': code,
    'x-amzn-query-error': `${code};Sender`,
  },
  body: JSON.stringify({ __type: code, message, ...members }),
});

const restJson: Encode = ({ code, message }) => ({
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
  body: JSON.stringify({ message }),
});

/** What stands before a domain answers in its own way; what a domain itself refuses it words itself. */
const opensearch: Encode = ({ message }) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ Message: message }),
});

const query: Encode = ({ code, message, statusCode }) => ({
  headers: { 'content-type': 'text/xml' },
  body:
    `<ErrorResponse><Error><Type>${statusCode < 500 ? 'Sender' : 'Receiver'}</Type><Code>${escaped(code)}</Code>` +
    `<Message>${escaped(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
});

const restXml: Encode = ({ code, message }) => ({
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${escaped(code)}</Code><Message>${escaped(message)}</Message></Error>`,
});

const encoders: Readonly<Record<ActionMap['protocol'], Encode>> = {
  json,
  'rest-json': restJson,
  opensearch,
  query,
  'rest-xml': restXml,
};

/** Writes a failure in the wire format of the service's protocol; cuts an answer short that has already begun. */
export function writeError(response: ServiceResponse, protocol: ActionMap['protocol'], error: ServiceError): void {
  if (response.headersSent) {
    response.destroy(error);
    return;
  }
  const { headers, body } = encoders[protocol](error);
  response.writeHead(error.statusCode, { 'x-amzn-requestid': randomUUID(), ...headers, ...error.headers });
  response.end(body);
}
