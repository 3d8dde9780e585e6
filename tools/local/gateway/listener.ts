import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';

export type AnyRequest = IncomingMessage | Http2ServerRequest;
export type AnyResponse = ServerResponse | Http2ServerResponse;

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on a free port of the loopback interface for HTTP/1.1 and for HTTP/2 with prior knowledge, told apart by
 * the first bytes: the SDK's clients for streaming services speak HTTP/2 on `http://` addresses.
 */
export async function listen(handle: (request: AnyRequest, response: AnyResponse) => void): Promise<Listener> {
  const http1 = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, handle);
  const http2 = createHttp2Server(handle);
  const sockets = new Set<Socket>();
  const tcp = createTcpServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (!first) return socket.destroy();
      socket.unshift(first);
      return (first.toString('latin1', 0, 3) === 'PRI' ? http2 : http1).emit('connection', socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject);
    tcp.listen(0, '127.0.0.1', 4096, resolve);
  });
  return {
    port: (tcp.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        tcp.close(() => resolve());
        for (const socket of sockets) socket.destroy();
        http1.close();
        http2.close();
      }),
  };
}

/** Reads a whole request body. */
export function readBody(request: AnyRequest): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('the request ended before its body did')));
  });
}
