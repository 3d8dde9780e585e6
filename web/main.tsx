import '@cloudscape-design/global-styles/index.css';
import './app.css';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import type { Addresses } from './client/pages';
import { SignIn } from './client/sign-in';

/** What the deployment writes into `/config.json`. */
interface Config {
  readonly stage: string;
  readonly signIn: { readonly url: string; readonly clientId: string };
  readonly apis: Addresses;
}

async function start(root: HTMLElement): Promise<void> {
  const response = await fetch('config.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  const { stage, signIn: settings, apis } = (await response.json()) as Config;
  const signIn = new SignIn({ ...settings, redirectUri: `${location.origin}/`, storage: sessionStorage });
  let problem: string | undefined;
  try {
    // A code must not stay in the address, nor in the history.
    if (await signIn.complete(new URLSearchParams(location.search))) history.replaceState(undefined, '', '/');
  } catch (error) {
    history.replaceState(undefined, '', '/');
    problem = error instanceof Error ? error.message : String(error);
  }
  createRoot(root).render(<App stage={stage} apis={apis} signIn={signIn} problem={problem} />);
}

const root = document.getElementById('app');
if (root) {
  start(root).catch((error: unknown) => {
    root.textContent = `The console cannot start: ${error instanceof Error ? error.message : String(error)}`;
  });
}
