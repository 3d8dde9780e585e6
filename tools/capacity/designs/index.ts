import { chat } from './chat';
import { fraud } from './fraud';
import type { Profile } from './profile';
import { rag, ragPages } from './rag';
import { streaming, streamingViews } from './streaming';

/** Where a unit of use goes, for each unit of use that is known. */
export const profiles: readonly Profile[] = [rag, ragPages, chat, fraud, streaming, streamingViews];
