/** Categories of the policy that everyone has at first: a classifier has to know those of the policy, and no other. */
export const categories = ['danger', 'harassment', 'fraud', 'goods', 'advertising'] as const;
export type Category = (typeof categories)[number];
