import type { CloudFormationCustomResourceResponse } from 'aws-lambda';

/** CloudFormation's address is signed for a body without a content type. */
export async function answerCloudFormation(url: string, response: CloudFormationCustomResourceResponse): Promise<void> {
  const body = new TextEncoder().encode(JSON.stringify(response));
  for (let attempt = 1; ; attempt += 1) {
    try {
      const signal = AbortSignal.timeout(4_000);
      const { ok, status } = await fetch(url, { method: 'PUT', headers: { 'content-type': '' }, body, signal });
      if (ok) return;
      throw new Error(`CloudFormation's address answered ${status}`);
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}
