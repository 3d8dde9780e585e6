import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ChatApi } from '../../web/client/chat-api';
import { RequestError } from '../../web/client/chat-error';
import { upload } from '../../web/client/upload';

/** The API, and the bucket that it sends uploads to. */
function world(bucketStatus = 204) {
  const asked: unknown[] = [];
  const posted: string[] = [];
  const server: Server = createServer(async (request, response) => {
    const body = await text(request);
    if (request.url === '/bucket') {
      posted.push(body);
      return response.writeHead(bucketStatus).end(bucketStatus === 204 ? undefined : '<Code>EntityTooLarge</Code>');
    }
    asked.push([request.url, request.headers.authorization, JSON.parse(body)]);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket`;
    response.end(JSON.stringify({ attachmentId: 'a1', upload: { url, fields: { key: 'k', Policy: 'p' } } }));
  });
  return { asked, posted, server };
}

async function uploadTo({ server }: ReturnType<typeof world>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = new ChatApi({ baseUrl, token: async () => 'secret' });
  try {
    return await upload(api, { name: 'a.txt', contentType: 'text/plain', content: new Blob(['hello']) });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a file goes where the API says, after the fields that allow it, and without the credential', async () => {
  const made = world();
  expect(await uploadTo(made)).toBe('a1');
  expect(made.asked).toEqual([
    ['/v1/attachments', 'Bearer secret', { name: 'a.txt', contentType: 'text/plain', size: 5 }],
  ]);
  const [form = ''] = made.posted;
  expect(form.indexOf('name="key"')).toBeLessThan(form.indexOf('name="file"'));
  expect(form.indexOf('name="Policy"')).toBeLessThan(form.indexOf('name="file"'));
  expect(form).toContain('hello');
  expect(form).not.toContain('secret');
});

test('a refused upload says why', async () => {
  const failed = await uploadTo(world(400)).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(RequestError);
  expect(String(failed)).toMatch(/EntityTooLarge/);
});
