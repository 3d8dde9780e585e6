import type { ServiceCall } from '../engine';
import type { Circumstances } from './converse-output';
import type { ModelRequest } from './model';
import type { Reply, ReplyEvent } from './reply';

/** How a family of models takes and gives bodies of `InvokeModel`. */
export interface Dialect {
  parse(call: ServiceCall): ModelRequest;
  /** Body of the answer. */
  output(reply: Reply, request: ModelRequest, circumstances: Circumstances): unknown;
  /** Chunks of a streamed answer. */
  chunks(
    events: AsyncIterable<ReplyEvent>,
    request: ModelRequest,
    circumstances: Circumstances,
  ): AsyncIterable<unknown>;
}
