import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { laptopContext } from '../../../tools/local/laptop-settings';

async function contextOf(stage: string, dev: unknown) {
  const root = await mkdtemp(join(tmpdir(), 'laptop-settings-'));
  try {
    await writeFile(join(root, 'cdk.json'), JSON.stringify({ context: { stages: { dev, prod: { preset: 'prod' } } } }));
    return await laptopContext(root, stage);
  } finally {
    await rm(root, { recursive: true });
  }
}

test('a stage has the classifier besides, other stages stay as they are, and its own settings win', async () => {
  const streaming = (moderation: unknown) => ({ preset: 'dev', designs: { streaming: { moderation } } });
  const classifierEndpoint = 'laptop-classifier';
  expect(await contextOf('dev', { preset: 'dev' })).toEqual({
    stage: 'dev',
    stages: { dev: streaming({ classifierEndpoint }), prod: { preset: 'prod' } },
  });
  const own = streaming({ batchSize: 5, classifierEndpoint: 'ours' });
  expect(await contextOf('dev', own)).toMatchObject({ stages: { dev: own } });
  expect(await contextOf('dev', streaming({ batchSize: 5 }))).toMatchObject({
    stages: { dev: streaming({ batchSize: 5, classifierEndpoint }) },
  });
  expect(await contextOf('none', {})).toEqual({ stage: 'none' });
});
