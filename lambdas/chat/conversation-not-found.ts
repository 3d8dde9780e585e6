import { type HttpResponse, problem } from '../shared/http';

export const conversationNotFound = (): HttpResponse =>
  problem(404, 'conversation_not_found', 'You have no such conversation');
