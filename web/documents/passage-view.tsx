import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useEffect, useState } from 'react';
import type { Citation } from '../../lambdas/rag/domain/api/answers';
import type { SearchResult } from '../../lambdas/rag/domain/api/search';
import { findQuote } from '../client/quote';
import type { RagClient } from '../client/rag-client';
import { placeOf } from './notes';

/** What is opened: a passage that was found, or one that an answer cites. */
export type Opened = SearchResult | Citation;

export interface PassageViewProps {
  readonly client: RagClient;
  readonly opened: Opened;
  readonly onClose: () => void;
}

/** A passage with the quote in it, and the way to the original. */
export function PassageView({ client, opened, onClose }: PassageViewProps) {
  const original = useOriginal(client, opened);
  const text = useText(client, opened);
  return (
    <Modal
      visible
      size="large"
      header={opened.title}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      }
    >
      <SpaceBetween size="m">
        <Box color="text-body-secondary">{placeOf(opened)}</Box>
        <PassageText text={text} quote={'quote' in opened ? opened.quote : ''} />
        {original !== undefined && (
          <Link external externalIconAriaLabel="Opens in a new tab" href={original}>
            Open the original
          </Link>
        )}
      </SpaceBetween>
    </Modal>
  );
}

/** Text of a passage; undefined while it is looked for, null where it is not to be had any more. */
type Text = string | null | undefined;

function PassageText({ text, quote }: { readonly text: Text; readonly quote: string }) {
  if (text === undefined) return <StatusIndicator type="loading">Loading the passage</StatusIndicator>;
  if (text === null) {
    return (
      <>
        <Alert type="warning">The passage has changed since, or you may not see it any more.</Alert>
        <blockquote className="text">{quote}</blockquote>
      </>
    );
  }
  const found = findQuote(text, quote);
  if (!found) return <div className="text">{text}</div>;
  return (
    <div className="text" data-testid="passage">
      {found.before}
      <mark>{found.quote}</mark>
      {found.after}
    </div>
  );
}

function useText(client: RagClient, opened: Opened): Text {
  const [text, setText] = useState<Text>('text' in opened ? opened.text : undefined);
  useEffect(() => {
    if ('text' in opened) return;
    const controller = new AbortController();
    client.passage(opened, controller.signal).then(
      (passage) => setText(passage?.text ?? null),
      () => !controller.signal.aborted && setText(null),
    );
    return () => controller.abort();
  }, [client, opened]);
  return text;
}

/** Address of the original: its own, or one that is valid for a short while. */
function useOriginal(client: RagClient, { link, documentId }: Opened): string | undefined {
  const own = link !== undefined && /^https?:/.test(link) ? link : undefined;
  const [address, setAddress] = useState(own);
  useEffect(() => {
    if (own !== undefined) return;
    let current = true;
    client.content(documentId).then(
      ({ url }) => current && setAddress(url),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [client, documentId, own]);
  return address;
}
