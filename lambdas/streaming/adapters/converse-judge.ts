import { type BedrockRuntimeClient, ConverseCommand, type ToolInputSchema } from '@aws-sdk/client-bedrock-runtime';
import type { Question } from '../domain/cascade/judging';
import type { ModelVerdict } from '../domain/cascade/model-verdict';

/** Tokens of a verdict with its explanation. */
const MOST_TOKENS = 400;

/**
 * A model of Bedrock judges by the policy's text, and answers through a tool with a schema. What it says is data: undefined for anything that
 * is no verdict of the policy.
 */
export const createConverseJudge =
  (client: BedrockRuntimeClient, modelId: string) =>
  async ({ content, policy }: Question, abortSignal: AbortSignal): Promise<ModelVerdict | undefined> => {
    // Most items end before they come here: a cold start does without its words.
    const { modelQuestion, readModelVerdict, VERDICT_TOOL } = await import('../domain/cascade/model-verdict');
    const { system, user, tool } = modelQuestion(content, policy);
    const { name, description, inputSchema } = tool;
    const json = inputSchema as ToolInputSchema.JsonMember['json'];
    const command = new ConverseCommand({
      ...{ modelId, system: [{ text: system }], messages: [{ role: 'user', content: [{ text: user }] }] },
      inferenceConfig: { maxTokens: MOST_TOKENS, temperature: 0 },
      toolConfig: {
        tools: [{ toolSpec: { name, description, inputSchema: { json } } }],
        toolChoice: { tool: { name } },
      },
    });
    const { output } = await client.send(command, { abortSignal });
    const calls = (output?.message?.content ?? []).flatMap(({ toolUse }) => toolUse ?? []);
    // Several verdicts are none.
    return calls.length === 1 && calls[0]?.name === VERDICT_TOOL ? readModelVerdict(calls[0].input, policy) : undefined;
  };
