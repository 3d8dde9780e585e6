import type { Design } from '../design';
import { chat } from './chat/chat';
import { fraud } from './fraud/fraud';
import { rag } from './rag/rag';
import { streaming } from './streaming/streaming';

/** Every design there is. One that takes tools of another comes after it. */
export const designs: readonly Design[] = [rag, chat, fraud, streaming];
