import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { jsonProblem } from '../client/json-text';
import type { PoliciesState } from './use-policies';

export interface PolicyEditorProps {
  readonly state: PoliciesState;
  readonly text: string;
}

/** Writes a draft as JSON: all that is to hold. The service says where it is wrong. */
export function PolicyEditor({ state: { busy, wrong, write, save }, text }: PolicyEditorProps) {
  const problem = jsonProblem(text) ?? wrong;
  return (
    <Container
      header={
        <Header variant="h2" description="It is all that will hold once a senior reviewer has approved it.">
          Draft of a policy
        </Header>
      }
    >
      <SpaceBetween size="m">
        <FormField label="Policy, as JSON" errorText={problem} stretch>
          <Textarea value={text} rows={20} spellcheck={false} onChange={({ detail }) => write(detail.value)} />
        </FormField>
        <SpaceBetween direction="horizontal" size="s">
          <Button
            variant="primary"
            disabled={jsonProblem(text) !== undefined}
            loading={busy}
            onClick={() => void save(JSON.parse(text))}
          >
            Save as draft
          </Button>
          <Button variant="link" onClick={() => write(undefined)}>
            Do not save
          </Button>
        </SpaceBetween>
      </SpaceBetween>
    </Container>
  );
}
