import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type FormEvent, useState } from 'react';
import { type Access, acceptedFiles, aclOf, classifications, contentTypeOf, titleOf } from '../client/document-form';
import type { RagClient } from '../client/rag-client';
import type { Person } from '../client/sign-in';
import { type Upload, useUploads } from './use-uploads';

export interface UploadFormProps {
  readonly client: RagClient;
  readonly person: Person;
  readonly onSent: () => void;
}

const levels = classifications.map((label, level) => ({ value: String(level), label: `${level} · ${label}` }));
const nobodyElse: Access = { everyone: false, groups: '', classification: 0 };

/** Uploads documents: what they are called and who may see them. */
export function UploadForm({ client, person, onSent }: UploadFormProps) {
  const { uploads, start, busy } = useUploads(client, onSent);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [title, setTitle] = useState('');
  const [access, setAccess] = useState(nobodyElse);
  const problems = files.map(({ name }) => (contentTypeOf(name) ? null : 'This format is not read'));
  const blocked = busy || files.length === 0 || problems.some((problem) => problem !== null);

  const choose = (chosen: readonly File[]) => {
    setFiles(chosen);
    const [only] = chosen;
    setTitle(only && chosen.length === 1 ? titleOf(only.name) : '');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (blocked) return;
    const acl = aclOf(person.userId, access);
    void start(files.map((file) => ({ file, acl, title: title.trim() || titleOf(file.name) })));
    choose([]);
  };

  return (
    <Container header={<Header variant="h2">Upload documents</Header>}>
      <form onSubmit={submit}>
        <SpaceBetween size="m">
          <FormField label="Files" constraintText="PDF, Word, HTML, Markdown, text, CSV or e-mail, 50 MB each">
            <FileUpload
              multiple
              showFileSize
              accept={acceptedFiles}
              value={files}
              onChange={({ detail }) => choose(detail.value)}
              fileErrors={problems}
              i18nStrings={{
                uploadButtonText: () => 'Choose files',
                dropzoneText: () => 'Drop files here',
                removeFileAriaLabel: (index) => `Remove ${files[index]?.name ?? 'file'}`,
                limitShowFewer: 'Show fewer files',
                limitShowMore: 'Show more files',
                errorIconAriaLabel: 'Error',
                warningIconAriaLabel: 'Warning',
              }}
            />
          </FormField>
          {files.length === 1 && (
            <FormField label="Title">
              <Input value={title} onChange={({ detail }) => setTitle(detail.value)} />
            </FormField>
          )}
          <AccessFields access={access} person={person} onChange={setAccess} />
          <Button variant="primary" formAction="submit" disabled={blocked}>
            Upload
          </Button>
          {uploads.map((upload) => (
            <UploadProgress key={upload.id} upload={upload} />
          ))}
        </SpaceBetween>
      </form>
    </Container>
  );
}

interface AccessFieldsProps {
  readonly access: Access;
  readonly person: Person;
  readonly onChange: (access: Access) => void;
}

/** Who may see a document. */
function AccessFields({ access, person, onChange }: AccessFieldsProps) {
  return (
    <SpaceBetween size="m">
      <FormField label="Classification" constraintText="Only people cleared for it may see it, you included.">
        <Select
          selectedOption={levels[access.classification] ?? null}
          options={levels}
          onChange={({ detail }) => onChange({ ...access, classification: Number(detail.selectedOption.value) })}
          selectedAriaLabel="Selected"
        />
      </FormField>
      <FormField label="Groups" constraintText="Separated by commas. Without any, only you see it.">
        <Input
          value={access.groups}
          disabled={access.everyone}
          placeholder="engineering, support"
          onChange={({ detail }) => onChange({ ...access, groups: detail.value })}
        />
      </FormField>
      <Checkbox checked={access.everyone} onChange={({ detail }) => onChange({ ...access, everyone: detail.checked })}>
        Everyone of {person.org}
      </Checkbox>
    </SpaceBetween>
  );
}

function UploadProgress({ upload: { title, share, status, problem } }: { readonly upload: Upload }) {
  return (
    <ProgressBar
      label={title}
      value={Math.round(share * 100)}
      status={status === 'sending' ? 'in-progress' : status === 'sent' ? 'success' : 'error'}
      resultText={status === 'sent' ? 'Uploaded' : problem}
    />
  );
}
