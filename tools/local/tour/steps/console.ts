import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { outputOf } from '../../../operator/outputs';
import { request } from '../http';
import type { Step, StepGroup, TourContext } from '../step';

interface SignInConfig {
  readonly url: string;
  readonly clientId: string;
}

function page({ laptop, signal }: TourContext, path: string, init: RequestInit = {}): Promise<Response> {
  const url = path.startsWith('http') ? path : `${outputOf(laptop.outputs, 'ConsoleUrl')}${path}`;
  return fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]) });
}

const published: Step = {
  name: 'its pages are published, withdrawn and published again',
  async run(context) {
    const { customResources } = context.laptop;
    const paths = ['/', '/app.js', '/app.css', '/config.json'];
    const statuses = () => Promise.all(paths.map(async (path) => (await page(context, path)).status));
    assert.deepEqual(await statuses(), [200, 200, 200, 200]);
    const { headers } = await page(context, '/');
    assert.match(headers.get('content-security-policy') ?? '', /script-src 'self';/);
    await customResources.send('Delete');
    try {
      assert.deepEqual(await statuses(), [403, 403, 403, 403]);
    } finally {
      await customResources.send('Create');
    }
    assert.deepEqual(await statuses(), [200, 200, 200, 200]);
    return 'page, script, styles and configuration';
  },
};

const signIn: Step = {
  name: 'sign-in by code and PKCE gives a token, once',
  async run(context) {
    const { signIn } = (await (await page(context, '/config.json')).json()) as { signIn: SignInConfig };
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
    return 'a used code and a guessed verifier are refused';
  },
};

export const consolePages: StepGroup = { name: 'console', steps: [published, signIn] };
