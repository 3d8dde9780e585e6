import type { Design } from '../design';
import { chat } from './chat/chat';

/** Every design there is, one line each. */
export const designs: readonly Design[] = [chat];
