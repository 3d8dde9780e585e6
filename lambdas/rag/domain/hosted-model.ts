/** What a model's name begins with where an endpoint of the stage's own serves it; no name of Bedrock's does. */
const PREFIX = 'endpoint/';

/** `bge-m3` of `endpoint/bge-m3`; undefined for a model of Bedrock. */
export const hostedNameOf = (model: string): string | undefined =>
  model.startsWith(PREFIX) ? model.slice(PREFIX.length) : undefined;
