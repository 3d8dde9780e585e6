import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TopNavigation from '@cloudscape-design/components/top-navigation';
import { useState } from 'react';
import { Chat } from './chat';
import type { SignIn } from './client/sign-in';

export interface AppProps {
  readonly stage: string;
  readonly signIn: SignIn;
  /** Why a sign-in that was begun did not succeed. */
  readonly problem?: string | undefined;
}

/** The page: who is signed in and, when somebody is, the chat. */
export function App({ stage, signIn, problem }: AppProps) {
  const [person, setPerson] = useState(() => signIn.person());
  const begin = () => void signIn.begin().then((address) => location.assign(address));
  const signOut = () => location.assign(signIn.signOut());
  return (
    <div className="page">
      <div>
        <TopNavigation
          identity={{ href: '/', title: `Chat · ${stage}` }}
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
      </div>
      {person ? (
        <Chat person={person} signIn={signIn} onSignedOut={() => setPerson(undefined)} />
      ) : (
        <main className="sign-in">
          <Container>
            <SpaceBetween size="l">
              <Box variant="h1">Sign in to chat</Box>
              {problem !== undefined && <Alert type="error">{problem}. Please try again.</Alert>}
              <Box variant="p">Your conversations and quotas belong to your account.</Box>
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
