import { Aws } from 'aws-cdk-lib';
import type { BlueprintFunction } from '../../constructs/function/function';
import { generatedName } from '../../constructs/generated-name';
import type { OfferedTool } from '../../platform/platform';

/** The search as models of other designs are told of it. Its handler checks what they make of it. */
export function searchDocuments(searchTool: BlueprintFunction, region: string): OfferedTool {
  return {
    name: 'search_documents',
    description:
      "Searches the documents of the user's organisation that the user may see. Returns numbered passages with their titles.",
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'What to look for, in words of the question.' },
        size: { type: 'integer', minimum: 1, maximum: 10 },
      },
      required: ['query'],
    },
    // By its name, so that a stack of another region can refer to it.
    functionArn: `arn:aws:lambda:${region}:${Aws.ACCOUNT_ID}:function:${generatedName(searchTool.function)}`,
  };
}
