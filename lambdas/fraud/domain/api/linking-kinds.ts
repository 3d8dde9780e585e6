/** What payments have in common that are shown as linked: what one person or thief holds, and few others. */
export const linkingKinds = ['card', 'account', 'device', 'ip'] as const;
