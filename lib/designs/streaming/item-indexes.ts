/** Lists what waits for a person, the gravest first: only such cases have these attributes. */
export const reviewQueueIndex = { name: 'ReviewQueue', partitionKey: 'queueOf', sortKey: 'queueSort' } as const;

/** Lists what people decided, by the day: what classifiers are trained with and measured by. Only such cases have these attributes. */
export const labelIndex = { name: 'Labels', partitionKey: 'labelOf', sortKey: 'labelSort' } as const;
