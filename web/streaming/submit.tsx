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
import { imageProblem, MOST_IMAGES } from '../client/image-upload';
import type { StreamingClient } from '../client/streaming-client';
import { Problem } from '../problem';
import { ImagesField } from './images-field';
import { SubmittedView } from './submitted-view';
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

/** Submits a text with images as an author does, and shows what becomes of it. */
export function Submit({ client, submissions: { submitted, submit, busy, sent, problem } }: SubmitProps) {
  const [text, setText] = useState('');
  const [files, setFiles] = useState<readonly File[]>([]);
  const [isNewAuthor, setNewAuthor] = useState(false);
  const isAnything = text.trim() !== '' || files.length > 0;
  const mayBeSent = isAnything && text.length <= LONGEST && files.length <= MOST_IMAGES && !files.some(imageProblem);
  const send = async () => {
    if (!(await submit({ text: text.trim() === '' ? '' : text, files, isNewAuthor }))) return;
    setText('');
    setFiles([]);
  };
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" description="It is judged as any text of your organisation is; you are its author.">
            Submit a text or images
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
          <FormField
            label="Text"
            constraintText={`Up to ${LONGEST.toLocaleString('en')} characters; with images, none is needed`}
            stretch
          >
            <Textarea value={text} rows={3} onChange={({ detail }) => setText(detail.value)} />
          </FormField>
          <ImagesField files={files} sent={sent} onChange={setFiles} />
          <Checkbox checked={isNewAuthor} onChange={({ detail }) => setNewAuthor(detail.checked)}>
            As the first text of a new account
          </Checkbox>
          <Button variant="primary" disabled={!mayBeSent} loading={busy} onClick={() => void send()}>
            Submit
          </Button>
        </SpaceBetween>
      </Container>
      {submitted.map((one) => (
        <SubmittedView key={one.item.id} client={client} submitted={one} />
      ))}
    </SpaceBetween>
  );
}
