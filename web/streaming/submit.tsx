import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { contentKinds, textOf } from '../client/events/content';
import type { StreamingClient } from '../client/streaming-client';
import { Problem } from '../problem';
import { ItemView } from './item-view';
import type { Submissions } from './use-submissions';

export interface SubmitProps {
  readonly client: StreamingClient;
  readonly submissions: Submissions;
}

const kindWords = {
  clean: 'Nothing wrong with it',
  spam: 'Spam',
  disguised: 'Spam in disguise',
  links: 'A shortened link',
  ambiguous: 'Filters are not sure',
} as const;
const examples = contentKinds.map((value) => ({ value, label: kindWords[value] }));

const LONGEST = 20_000;

/** Submits a text as an author does, and shows what becomes of it. */
export function Submit({ client, submissions: { submitted, submit, busy, problem } }: SubmitProps) {
  const [text, setText] = useState('');
  const [isNewAuthor, setNewAuthor] = useState(false);
  const isText = text.trim() !== '' && text.length <= LONGEST;
  const send = async () => {
    if (await submit(text, isNewAuthor)) setText('');
  };
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" description="It is judged as any text of your organisation is; you are its author.">
            Submit a text
          </Header>
        }
      >
        <SpaceBetween size="m">
          <Problem problem={problem} />
          <FormField label="Example" description="Puts a generated text into the field below.">
            <Select
              selectedOption={null}
              options={examples}
              placeholder="Choose a kind of text"
              onChange={({ detail }) => {
                const kind = contentKinds.find((each) => each === detail.selectedOption.value);
                if (kind) setText(textOf(kind, Math.random));
              }}
            />
          </FormField>
          <FormField label="Text" constraintText={`1 to ${LONGEST.toLocaleString('en')} characters`} stretch>
            <Textarea value={text} rows={3} onChange={({ detail }) => setText(detail.value)} />
          </FormField>
          <Checkbox checked={isNewAuthor} onChange={({ detail }) => setNewAuthor(detail.checked)}>
            As the first text of a new account
          </Checkbox>
          <Button variant="primary" disabled={!isText} loading={busy} onClick={() => void send()}>
            Submit
          </Button>
        </SpaceBetween>
      </Container>
      {submitted.map(({ item, text: own }) => (
        <section key={item.id} aria-label={`Verdict on: ${own.slice(0, 60)}`}>
          <Container header={<Header variant="h3">{own.length > 80 ? `${own.slice(0, 80)}…` : own}</Header>}>
            <ItemView client={client} item={item} />
          </Container>
        </section>
      ))}
    </SpaceBetween>
  );
}
