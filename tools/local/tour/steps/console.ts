import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { outputOf } from '../../../operator/outputs';
import { ChatSocket } from '../chat-socket';
import { request } from '../http';
import { platformTable } from '../platform-table';
import type { Step, StepGroup, TourContext } from '../step';

interface SignInConfig {
  readonly url: string;
  readonly clientId: string;
}

function page({ laptop, signal }: TourContext, path: string, init: RequestInit = {}): Promise<Response> {
  const url = path.startsWith('http') ? path : `${outputOf(laptop.outputs, 'ConsoleUrl')}${path}`;
  return fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]) });
}

async function signInOf(context: TourContext): Promise<SignInConfig> {
  const { signIn } = (await (await page(context, '/config.json')).json()) as { signIn: SignInConfig };
  return signIn;
}

async function isRegistered({ laptop }: TourContext, { clientId }: SignInConfig): Promise<boolean> {
  const { document, tableName } = platformTable(laptop);
  const { Item } = await document.send(new GetCommand({ TableName: tableName, Key: { pk: `CLIENT#${clientId}` } }));
  return Item !== undefined;
}

const published: Step = {
  name: 'its pages and its app client are made known, withdrawn and made known again',
  async run(context) {
    const { customResources } = context.laptop;
    const paths = ['/', '/app.js', '/app.css', '/config.json'];
    const statuses = () => Promise.all(paths.map(async (path) => (await page(context, path)).status));
    assert.deepEqual(await statuses(), [200, 200, 200, 200]);
    const { headers } = await page(context, '/');
    assert.match(headers.get('content-security-policy') ?? '', /script-src 'self';/);
    const client = await signInOf(context);
    assert.ok(await isRegistered(context, client));
    await customResources.send('Delete');
    try {
      assert.deepEqual(await statuses(), [403, 403, 403, 403]);
      assert.ok(!(await isRegistered(context, client)));
    } finally {
      await customResources.send('Create');
    }
    assert.deepEqual(await statuses(), [200, 200, 200, 200]);
    assert.ok(await isRegistered(context, client));
    return 'page, script, styles and configuration; the client is registered';
  },
};

const signIn: Step = {
  name: 'sign-in by code and PKCE gives a token of its client, once',
  async run(context) {
    const signIn = await signInOf(context);
    const redirect_uri = `${outputOf(context.laptop.outputs, 'ConsoleUrl')}/`;
    const verifier = randomBytes(32).toString('base64url');
    const question = new URLSearchParams({
      response_type: 'code',
      client_id: signIn.clientId,
      redirect_uri,
      scope: 'openid email profile',
      state: 'tour',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const authorize = (user: string) =>
      page(context, `${signIn.url}/oauth2/authorize?${question}`, {
        method: 'POST',
        body: new URLSearchParams({ user }),
      });
    const code = async () => {
      const back = new URL((await authorize('bob')).headers.get('location') ?? '');
      assert.equal(back.searchParams.get('state'), 'tour');
      return back.searchParams.get('code') ?? '';
    };
    const token = (form: Record<string, string>) =>
      page(context, `${signIn.url}/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: signIn.clientId,
          redirect_uri,
          code_verifier: verifier,
          ...form,
        }),
      });

    assert.equal((await token({ code: await code(), code_verifier: 'guessed' })).status, 400);
    const good = await code();
    const tokens = (await (await token({ code: good })).json()) as { access_token: string };
    assert.equal((await token({ code: good })).status, 400);
    assert.equal((await request(context, 'GET', '/v1/models', tokens.access_token)).status, 200);
    const protocols = ['chat.v1', tokens.access_token];
    await (await ChatSocket.connect(context.socketUrl, { protocols, signal: context.signal })).close();
    return 'a used code and a guessed verifier are refused';
  },
};

export const consolePages: StepGroup = { name: 'console', needs: 'ChatApiUrl', steps: [published, signIn] };
