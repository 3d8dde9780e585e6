/** A time, as in AWS, whose colons no reader of the ARN may trip over. */
export const streamLabel = '2026-01-01T00:00:00.000';

/** ARN of the stream of a table that has one. */
export const streamArn = (tableArn: string): string => `${tableArn}/stream/${streamLabel}`;
