import { problem } from '../shared/http';

/** The same for a decision of another organisation: that there is one is nobody's to know. */
export const notFound = () => problem(404, 'decision_not_found', 'There is no such decision of your organisation');
