import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import List from '@cloudscape-design/components/list';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { ChatApi, ConversationSummary } from './client/chat-api';
import { useConversations } from './use-conversations';

export interface ConversationsProps {
  readonly api: ChatApi;
  readonly current: string | undefined;
  /** Anything that changes with what the list holds. */
  readonly changes: unknown;
  readonly disabled: boolean;
  readonly onOpen: (conversationId: string) => void;
  /** Told when the one that is open was deleted. */
  readonly onGone: () => void;
}

type Asked = { readonly what: 'rename' | 'delete'; readonly conversation: ConversationSummary };

const actions = [
  { id: 'rename', text: 'Rename' },
  { id: 'markdown', text: 'Export as Markdown' },
  { id: 'json', text: 'Export as JSON' },
  { id: 'delete', text: 'Delete' },
];

const titleOf = ({ title }: ConversationSummary) => title || 'Untitled';

/** The person's conversations: open one, or do something with it. */
export function Conversations({ api, current, changes, disabled, onOpen, onGone }: ConversationsProps) {
  const { conversations, problem, rename, remove, download } = useConversations(api, changes);
  const [asked, setAsked] = useState<Asked>();

  const act = (conversation: ConversationSummary, id: string) => {
    if (id === 'markdown' || id === 'json') void download(conversation, id);
    else setAsked({ what: id === 'rename' ? 'rename' : 'delete', conversation });
  };
  const confirmed = async ({ what, conversation: { conversationId } }: Asked, title: string) => {
    setAsked(undefined);
    if (what === 'rename') return rename(conversationId, title);
    await remove(conversationId);
    if (conversationId === current) onGone();
  };

  return (
    <nav aria-label="Conversations">
      <Container header={<Header variant="h2">Conversations</Header>}>
        {problem !== undefined && <Alert type="error">{problem}</Alert>}
        {conversations.length === 0 ? (
          <Box color="text-body-secondary">None yet.</Box>
        ) : (
          <div className="conversations">
            <List
              ariaLabel="Conversations"
              disablePaddings
              items={conversations}
              renderItem={(conversation) => ({
                id: conversation.conversationId,
                content: (
                  <div className="conversation-title">
                    <Button
                      variant="inline-link"
                      disabled={disabled}
                      nativeButtonAttributes={{
                        'aria-current': conversation.conversationId === current ? 'page' : undefined,
                      }}
                      onClick={() => onOpen(conversation.conversationId)}
                    >
                      {titleOf(conversation)}
                    </Button>
                  </div>
                ),
                actions: (
                  <ButtonDropdown
                    variant="inline-icon"
                    ariaLabel={`Actions for ${titleOf(conversation)}`}
                    items={actions}
                    disabled={disabled}
                    expandToViewport
                    onItemClick={({ detail }) => act(conversation, detail.id)}
                  />
                ),
              })}
            />
          </div>
        )}
      </Container>
      {asked && (
        <Confirmation
          key={asked.conversation.conversationId}
          asked={asked}
          onDismiss={() => setAsked(undefined)}
          onConfirm={(title) => void confirmed(asked, title)}
        />
      )}
    </nav>
  );
}

interface ConfirmationProps {
  readonly asked: Asked;
  readonly onDismiss: () => void;
  readonly onConfirm: (title: string) => void;
}

function Confirmation({ asked: { what, conversation }, onDismiss, onConfirm }: ConfirmationProps) {
  const [title, setTitle] = useState(conversation.title);
  const renames = what === 'rename';
  return (
    <Modal
      visible
      header={renames ? 'Rename the conversation' : 'Delete the conversation?'}
      closeAriaLabel="Close"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
              Cancel
            </Button>
            <Button variant="primary" disabled={renames && title.trim() === ''} onClick={() => onConfirm(title.trim())}>
              {renames ? 'Rename' : 'Delete'}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {renames ? (
        <FormField label="Title">
          <Input value={title} onChange={({ detail }) => setTitle(detail.value)} />
        </FormField>
      ) : (
        `All of “${titleOf(conversation)}” is deleted, for good.`
      )}
    </Modal>
  );
}
