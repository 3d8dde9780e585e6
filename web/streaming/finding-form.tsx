import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useEffect, useState } from 'react';
import type { Advice } from '../client/advice';
import { categoriesOf } from '../client/moderation';
import { adviceOn } from '../client/streaming';
import type { Finding, StreamingClient } from '../client/streaming-client';
import { Problem } from '../problem';
import { isReason, reasonConstraint } from './reason';

/** What a finding leads to. */
export interface FindingWords {
  readonly rule: string;
  readonly approve: string;
  readonly reject: string;
}

export const reviewWords: FindingWords = {
  rule: "Of what is rejected: its author is told in the rule's words.",
  approve: 'Publish it',
  reject: 'Reject it',
};

export const auditWords: FindingWords = {
  rule: 'Whatever you find, the item stays as it is, and its author is told nothing.',
  approve: 'It breaks no rule',
  reject: 'It breaks the rule',
};

export interface FindingFormProps {
  readonly client: StreamingClient;
  readonly busy: boolean;
  readonly words: FindingWords;
  readonly onFound: (finding: Finding) => void;
}

/** Decides a review: a rejection names the rule that is broken, in whose words its author is told. */
export function FindingForm({ client, busy, words: { rule, approve, reject }, onFound }: FindingFormProps) {
  const [note, setNote] = useState('');
  const [category, setCategory] = useState<string>();
  const { categories, problem } = useCategories(client);
  const isNoted = isReason(note);
  const said = note.trim();
  return (
    <SpaceBetween size="m">
      <Problem problem={problem} />
      <FormField label="Rule that is broken" description={rule}>
        <Select
          selectedOption={categories.find(({ value }) => value === category) ?? null}
          options={categories}
          placeholder="Choose a rule to reject"
          selectedAriaLabel="Selected"
          onChange={({ detail }) => setCategory(detail.selectedOption.value)}
        />
      </FormField>
      <FormField label="Note for other reviewers" constraintText={reasonConstraint}>
        <Textarea value={note} rows={2} onChange={({ detail }) => setNote(detail.value)} />
      </FormField>
      <SpaceBetween direction="horizontal" size="s">
        <Button disabled={!isNoted} loading={busy} onClick={() => onFound({ decision: 'approve', note: said })}>
          {approve}
        </Button>
        <Button
          disabled={!isNoted || category === undefined}
          loading={busy}
          onClick={() => category !== undefined && onFound({ decision: 'reject', category, note: said })}
        >
          {reject}
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}

/** Rules of the policy that holds now. */
function useCategories(client: StreamingClient) {
  const [categories, setCategories] = useState<ReturnType<typeof categoriesOf>>([]);
  const [problem, setProblem] = useState<Advice>();
  useEffect(() => {
    const over = new AbortController();
    client.policies(over.signal).then(
      ({ current }) => setCategories(categoriesOf(current.policy)),
      (error: unknown) => {
        if (!over.signal.aborted) setProblem(adviceOn(error));
      },
    );
    return () => over.abort();
  }, [client]);
  return { categories, problem };
}
