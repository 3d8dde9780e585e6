import { escaped } from '../../markup/escaped';
import type { User } from './user';

/** The page on which a person chooses who to be. The choice is posted to the page's own address. */
export function signInPage(url: URL, users: readonly User[]): string {
  const buttons = users.map(
    ({ name, org, groups, tier }) => `
        <button name="user" value="${escaped(name)}">
          <strong>${escaped(name)}</strong>
          <span>${escaped(`${org} · ${tier} tier · ${groups.join(', ')}`)}</span>
        </button>`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sign in</title>
    <link rel="icon" href="data:,">
    <style>
      :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
      body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
      main { width: min(22rem, calc(100vw - 2rem)); }
      form { display: grid; gap: .75rem; }
      button { display: grid; gap: .1rem; padding: .75rem 1rem; font: inherit; text-align: left; cursor: pointer;
        border: 1px solid color-mix(in srgb, CanvasText 30%, Canvas); border-radius: .75rem; background: none; color: inherit; }
      button:hover, button:focus-visible { border-color: #0972d3; outline: 2px solid #0972d3; outline-offset: 0; }
      span, p { color: color-mix(in srgb, CanvasText 65%, Canvas); }
    </style>
  </head>
  <body>
    <main>
      <h1>Sign in</h1>
      <p>On a laptop, choose one of the sample users. In an account, Cognito asks here for a password.</p>
      <form method="post" action="${escaped(`${url.pathname}${url.search}`)}">${buttons.join('')}
      </form>
    </main>
  </body>
</html>
`;
}
