import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { LiveClient } from '../client/live-client';
import type { Rights } from '../client/streaming';
import { ConnectionStatus } from './connection-status';
import { Features } from './features';
import { Generator } from './generator';
import { HiddenParts } from './hidden-parts';
import type { ItemRef } from './item-view';
import { Throughput } from './throughput';
import { Trending } from './trending';
import type { Generator as GeneratorState } from './use-generator';
import type { Connection } from './use-live';
import { Verdicts } from './verdicts';

export interface LiveTabProps {
  readonly live: LiveClient;
  readonly connection: Connection;
  readonly rights: Rights;
  readonly generator: GeneratorState;
  readonly onOpen: (item: ItemRef) => void;
}

const ITEM = 'item:';

/** What happens in the stream, as it happens. */
export function LiveTab({ live, connection, rights, generator, onOpen }: LiveTabProps) {
  const [entity, setEntity] = useState<string>();
  return (
    <SpaceBetween size="l">
      <ConnectionStatus connection={connection} onRetry={() => live.reconnect()} />
      {rights.operates && <Generator state={generator} />}
      {rights.operates && <Throughput live={live} />}
      <div className="halves">
        <Trending
          live={live}
          item={entity?.startsWith(ITEM) ? entity.slice(ITEM.length) : undefined}
          onItem={(item) => setEntity(`${ITEM}${item}`)}
        />
        <Features live={live} entity={entity} onEntity={setEntity} />
      </div>
      {rights.moderates && <Verdicts live={live} onOpen={onOpen} />}
      <HiddenParts rights={rights} />
    </SpaceBetween>
  );
}
