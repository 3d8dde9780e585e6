import { chat } from './chat';
import { fraud } from './fraud';
import type { Profile } from './profile';
import { rag } from './rag';
import { streaming } from './streaming';

/** Where a unit of use goes, for each design that is known. */
export const profiles: readonly Profile[] = [rag, chat, fraud, streaming];
