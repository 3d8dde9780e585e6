import { onceAllowed } from '../../../../lambdas/rag/adapters/once-allowed';

const failure = (httpStatusCode: number) =>
  Object.assign(new Error(`${httpStatusCode}`), { $metadata: { httpStatusCode } });

function failing(times: number, status: number) {
  let calls = 0;
  const call = async () => {
    calls += 1;
    if (calls <= times) throw failure(status);
    return calls;
  };
  return { call, calls: () => calls };
}

test('a refusal is waited out while a policy comes to hold', async () => {
  expect(await onceAllowed(failing(3, 403).call, 1)).toBe(4);
});

test('what stays refused is told, and what fails otherwise at once', async () => {
  const refused = failing(100, 403);
  await expect(onceAllowed(refused.call, 1)).rejects.toThrow('403');
  expect(refused.calls()).toBe(6);
  const broken = failing(100, 500);
  await expect(onceAllowed(broken.call, 1)).rejects.toThrow('500');
  expect(broken.calls()).toBe(1);
});
