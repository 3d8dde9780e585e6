import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { producedBody } from '../../../lambdas/shared/produced-body';

it('is what was written, in order', async () => {
  const body = producedBody(async (write) => {
    for (const piece of ['a', 'b', 'c']) await write(piece);
  });
  expect(await text(body)).toBe('abc');
});

it('waits for a reader that is slow', async () => {
  let written = 0;
  const piece = 'x'.repeat(10_000);
  const body = producedBody(async (write) => {
    for (; written < 100; written += 1) await write(piece);
  });
  await once(body, 'readable');
  expect(written).toBeLessThan(20);
  expect(await text(body)).toHaveLength(1_000_000);
});

it('tells its producer when the reader goes, and closes only when the producer has ended', async () => {
  const order: string[] = [];
  const started = Promise.withResolvers<void>();
  const body = producedBody(async (write, gone) => {
    await write('first');
    started.resolve();
    await once(gone, 'abort');
    order.push('told');
    await write('to nobody');
    await Promise.resolve();
    order.push('ended');
  });
  const reader = new PassThrough();
  const piped = pipeline(body, reader);
  await started.promise;
  reader.destroy();
  await expect(piped).rejects.toThrow('Premature close');
  order.push('closed');
  expect(order).toEqual(['told', 'ended', 'closed']);
});

it('lets go of a producer that waits for room when the reader goes', async () => {
  const body = producedBody(async (write, gone) => {
    while (!gone.aborted) await write('x'.repeat(100_000));
  });
  const stuck = new Writable({ write: () => undefined });
  const piped = pipeline(body, stuck);
  await once(body, 'resume');
  stuck.destroy();
  await expect(piped).rejects.toThrow('Premature close');
});

it('waits for no reader any more when there is no more time', async () => {
  const hurry = new AbortController();
  const blocked = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  const body = producedBody(async (write) => {
    const written = write('x'.repeat(1_000_000));
    blocked.resolve();
    await written;
    told.resolve();
  }, hurry.signal);
  const stuck = new Writable({ write: () => undefined });
  const piped = pipeline(body, stuck);
  await blocked.promise;
  hurry.abort();
  await told.promise;
  stuck.destroy();
  await expect(piped).rejects.toThrow('Premature close');
});

it('breaks off with the error of its producer', async () => {
  const body = producedBody(async (write) => {
    await write('first');
    throw new Error('no more');
  });
  await expect(text(body)).rejects.toThrow('no more');
});
