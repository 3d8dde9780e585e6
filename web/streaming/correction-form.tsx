import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { type Correction, type CorrectionProblems, correctionOf, type CorrectionForm as Form } from '../client/parked';

export interface CorrectionFormProps {
  /** What was sent; undefined where nothing of it can be corrected. */
  readonly before: Form | undefined;
  readonly busy: boolean;
  readonly onPutBack: (correction: Correction) => void;
}

/** Puts a record back, as it is or with what is right in its place. */
export function CorrectionForm({ before, busy, onPutBack }: CorrectionFormProps) {
  const [form, setForm] = useState<Form | undefined>(before);
  const [problems, setProblems] = useState<CorrectionProblems>({});
  const putBack = () => {
    if (!form || !before) return onPutBack({});
    const read = correctionOf(form, before);
    setProblems('problems' in read ? read.problems : {});
    if ('correction' in read) onPutBack(read.correction);
    return undefined;
  };
  return (
    <SpaceBetween size="m">
      {form ? (
        <SpaceBetween size="m">
          <FormField label="Version" errorText={problems.version}>
            <Input
              value={form.version}
              inputMode="numeric"
              onChange={({ detail }) => setForm({ ...form, version: detail.value })}
            />
          </FormField>
          <FormField label="Data, as JSON" errorText={problems.data} stretch>
            <Textarea
              value={form.data}
              rows={8}
              spellcheck={false}
              onChange={({ detail }) => setForm({ ...form, data: detail.value })}
            />
          </FormField>
        </SpaceBetween>
      ) : (
        <Box color="text-body-secondary">It is not an event as a whole: it can only be put back as it is.</Box>
      )}
      <SpaceBetween direction="horizontal" size="s" alignItems="center">
        <Button variant="primary" loading={busy} onClick={putBack}>
          Put it back
        </Button>
        <Box color="text-body-secondary">It counts once, as of when it was taken in, however often it is put back.</Box>
      </SpaceBetween>
    </SpaceBetween>
  );
}
