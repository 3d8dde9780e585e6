import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TopNavigation from '@cloudscape-design/components/top-navigation';
import { useState } from 'react';
import { Chat } from './chat';
import { type Addresses, pagesOf } from './client/pages';
import type { SignIn } from './client/sign-in';
import { DocumentsPage } from './documents/documents-page';
import { Pages, usePage } from './pages';
import { PaymentsPage } from './payments/payments-page';
import { StreamingPage } from './streaming/streaming-page';

export interface AppProps {
  readonly stage: string;
  readonly apis: Addresses;
  readonly signIn: SignIn;
  /** Why a sign-in that was begun did not succeed. */
  readonly problem?: string | undefined;
}

/** The page: who is signed in and, when somebody is, the pages for what the stage has. */
export function App({ stage, apis, signIn, problem }: AppProps) {
  const [person, setPerson] = useState(() => signIn.person());
  const pages = pagesOf(apis, person?.groups);
  const page = usePage(pages);
  const begin = () => void signIn.begin().then((address) => location.assign(address));
  const signOut = () => location.assign(signIn.signOut());
  return (
    <div className="page">
      <div>
        <TopNavigation
          identity={{ href: '/', title: `Console · ${stage}` }}
          utilities={
            person
              ? [
                  {
                    type: 'menu-dropdown',
                    text: person.name,
                    description: `${person.org} · ${person.tier} tier`,
                    iconName: 'user-profile',
                    items: [{ id: 'sign-out', text: 'Sign out' }],
                    onItemClick: signOut,
                  },
                ]
              : []
          }
        />
        {person && <Pages pages={pages} current={page} />}
      </div>
      {person && page === 'chat' && <Chat person={person} signIn={signIn} onSignedOut={() => setPerson(undefined)} />}
      {person && page === 'documents' && apis.RagApiUrl !== undefined && (
        <DocumentsPage key={person.userId} person={person} signIn={signIn} apiUrl={apis.RagApiUrl} />
      )}
      {person && page === 'payments' && apis.FraudApiUrl !== undefined && (
        <PaymentsPage key={person.userId} person={person} signIn={signIn} apiUrl={apis.FraudApiUrl} />
      )}
      {person && page === 'streaming' && apis.StreamingApiUrl !== undefined && apis.LiveWebSocketUrl !== undefined && (
        <StreamingPage
          key={person.userId}
          {...{ person, signIn, apis }}
          apiUrl={apis.StreamingApiUrl}
          socketUrl={apis.LiveWebSocketUrl}
        />
      )}
      {!person && (
        <main className="sign-in">
          <Container>
            <SpaceBetween size="l">
              <Box variant="h1">Sign in</Box>
              {problem !== undefined && <Alert type="error">{problem}. Please try again.</Alert>}
              <Box variant="p">Your conversations, documents and quotas belong to your account.</Box>
              <Button variant="primary" onClick={begin}>
                Sign in
              </Button>
            </SpaceBetween>
          </Container>
        </main>
      )}
    </div>
  );
}
