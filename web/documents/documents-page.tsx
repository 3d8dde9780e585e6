import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useMemo, useState } from 'react';
import { RagClient } from '../client/rag-client';
import type { Person, SignIn } from '../client/sign-in';
import { postWithProgress } from '../post-with-progress';
import { Ask } from './ask';
import { DocumentList } from './document-list';
import { type Opened, PassageView } from './passage-view';
import { Search } from './search';
import { UploadForm } from './upload-form';
import { useDocuments } from './use-documents';

export interface DocumentsPageProps {
  readonly person: Person;
  readonly signIn: SignIn;
  /** Base of the API. */
  readonly apiUrl: string;
}

/** Documents: ask them, search them, and bring new ones. */
export function DocumentsPage({ person, signIn, apiUrl }: DocumentsPageProps) {
  const client = useMemo(
    () => new RagClient({ baseUrl: apiUrl, token: () => signIn.token(), post: postWithProgress }),
    [apiUrl, signIn],
  );
  const list = useDocuments(client);
  const [opened, setOpened] = useState<Opened>();
  return (
    <main className="documents">
      <ContentLayout header={<Header variant="h1">Documents</Header>}>
        <Tabs
          ariaLabel="What to do with documents"
          tabs={[
            {
              id: 'ask',
              label: 'Ask',
              contentRenderStrategy: 'eager',
              content: <Ask client={client} onOpen={setOpened} />,
            },
            {
              id: 'search',
              label: 'Search',
              contentRenderStrategy: 'lazy',
              content: <Search client={client} onOpen={setOpened} />,
            },
            {
              id: 'documents',
              label: 'Your documents',
              contentRenderStrategy: 'lazy',
              content: (
                <SpaceBetween size="l">
                  <UploadForm client={client} person={person} onSent={() => void list.refresh()} />
                  <DocumentList {...list} />
                </SpaceBetween>
              ),
            },
          ]}
        />
      </ContentLayout>
      {opened && (
        <PassageView key={opened.chunkId} client={client} opened={opened} onClose={() => setOpened(undefined)} />
      )}
    </main>
  );
}
