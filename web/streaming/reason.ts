/** Words that stay with a review. */
export const isReason = (text: string): boolean => text.trim().length >= 3 && text.trim().length <= 1_000;

export const reasonConstraint = '3 to 1,000 characters';
