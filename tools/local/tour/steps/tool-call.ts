import assert from 'node:assert/strict';
import { askAndWait, connectAs, finished } from '../answer';
import type { StepGroup } from '../step';

export const toolCall: StepGroup = {
  name: 'tools',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'the model calls a tool, and answers with its result',
      async run(context) {
        const socket = await connectAs(context, 'alice');
        const question = 'Use the calculator for "(2 + 4) * 7", please';
        const { text, end, conversationId, clientMessageId } = await askAndWait(socket, question);
        assert.equal(end.type, 'done', JSON.stringify(end));
        assert.match(text, /The tool answered: 42$/);
        const tools = socket.frames.filter(({ type }) => type === 'tool');
        assert.equal(tools.length, 1, 'no tool frame came');
        await socket.close();
        const again = await connectAs(context, 'alice');
        const resume = { action: 'resume', conversationId, clientMessageId, lastSeq: 0 };
        await again.ask(resume, 'resumed frame', ({ type }) => type === 'resumed');
        assert.equal((await finished(again, clientMessageId)).text, text);
        assert.deepEqual(
          again.frames.filter(({ type }) => type === 'tool'),
          tools,
        );
        await again.close();
        return 'calculator, told by a frame that a resume brings again';
      },
    },
  ],
};
