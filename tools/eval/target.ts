import { join, resolve } from 'node:path';
import { RagClient } from '../../web/client/rag-client';
import { createKey } from '../keys/api-keys';
import { type Laptop, startLocal } from '../local/runtime';
import { synthesize } from '../local/synthesize';
import { outputOf } from '../operator/outputs';
import { documentClientOf } from '../operator/platform-table';
import { laptopStandIns, type StandIns } from './stand-ins';

/** The service that is evaluated. */
export interface Target {
  readonly client: RagClient;
  readonly standIns: StandIns;
  /** Whether what was uploaded stays when it is closed. */
  readonly lasts: boolean;
  close(): Promise<void>;
}

export interface TargetOptions {
  /** Base of the API; without it a laptop is started. */
  readonly url?: string;
  readonly token?: string;
  /** Assembly that the laptop runs; synthesized where it is left out. */
  readonly assembly?: string;
}

/** @throws Error when an address comes without a credential */
export async function openTarget(
  { url, token, assembly }: TargetOptions,
  signal: AbortSignal,
  note: (text: string) => void,
): Promise<Target> {
  if (url === undefined) return openLaptop(assembly, signal, note);
  if (!token)
    throw new Error('Say with --token, or in RAG_TOKEN, as whom to call the API: an access token or an API key.');
  const client = new RagClient({ baseUrl: url.replace(/\/+$/, ''), token: () => Promise.resolve(token) });
  return { client, standIns: {}, lasts: true, close: () => Promise.resolve() };
}

const root = join(__dirname, '../..');
const keySeconds = 24 * 3600;

async function openLaptop(
  assembly: string | undefined,
  signal: AbortSignal,
  note: (text: string) => void,
): Promise<Target> {
  const assemblyDir = assembly === undefined ? join(root, '.local/eval/cdk.out') : resolve(assembly);
  if (assembly === undefined) {
    note('synthesizing the rag design');
    await synthesize({ root, outDir: assemblyDir, context: { stage: 'dev', designs: 'rag' }, signal });
  }
  note('starting a laptop');
  const laptop = await startLocal({ assemblyDir });
  try {
    const key = await serviceKey(laptop);
    const client = new RagClient({ baseUrl: outputOf(laptop.outputs, 'RagApiUrl'), token: () => Promise.resolve(key) });
    return { client, standIns: laptopStandIns(), lasts: false, close: () => stop(laptop, note) };
  } catch (error) {
    await laptop.stop();
    throw error;
  }
}

/** A credential of a service, in an organisation of its own: nothing else is searched with what is evaluated. */
async function serviceKey({ credentials, outputs }: Laptop): Promise<string> {
  const table = { document: documentClientOf(credentials.operator), tableName: outputOf(outputs, 'PlatformTableName') };
  const now = Math.floor(Date.now() / 1000);
  const wanted = { name: 'evaluation', org: 'evaluation', tier: 'paid', clearance: 0 } as const;
  return (await createKey(table, { ...wanted, scopes: ['rag'], expiresAt: now + keySeconds }, now)).key;
}

async function stop(laptop: Laptop, note: (text: string) => void): Promise<void> {
  for (const problem of laptop.problems()) note(`note: ${problem}`);
  await laptop.stop();
}
