import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import {
  type FormProblems,
  firstForm,
  type GeneratorForm,
  mixOptions,
  settingsOf,
} from '../client/events/generator-form';
import { Problem } from '../problem';
import { GeneratorResult } from './generator-result';
import type { Generator as State } from './use-generator';

const fields = [
  ['rate', 'Events a second'],
  ['duplicates', 'Duplicates, %'],
  ['late', 'Late, %'],
  ['poison', 'Unknown version, %'],
  ['seed', 'Seed'],
] as const;

/** Generated events: how many, of what, and what became of them. */
export function Generator({ state: { run, problem, start, stop } }: { readonly state: State }) {
  const [form, setForm] = useState<GeneratorForm>(firstForm);
  const [problems, setProblems] = useState<FormProblems>({});
  const isRunning = run?.isRunning === true;
  const set = (change: Partial<GeneratorForm>) => setForm((before) => ({ ...before, ...change }));
  const begin = () => {
    const read = settingsOf(form);
    setProblems('problems' in read ? read.problems : {});
    if ('settings' in read) void start(read.settings);
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="They count like any other events of your organisation, and stop when you leave this page."
          actions={
            isRunning ? (
              <Button onClick={stop}>Stop</Button>
            ) : (
              <Button variant="primary" onClick={begin}>
                Start
              </Button>
            )
          }
        >
          Generated events
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Problem problem={problem} />
        <div className="fields">
          {fields.map(([name, label]) => (
            <FormField key={name} label={label} errorText={problems[name]}>
              <Input
                value={form[name]}
                inputMode="decimal"
                disabled={isRunning}
                onChange={({ detail }) => set({ [name]: detail.value })}
              />
            </FormField>
          ))}
          <FormField label="What">
            <Select
              selectedOption={mixOptions.find(({ value }) => value === form.mix) ?? null}
              options={mixOptions}
              disabled={isRunning}
              selectedAriaLabel="Selected"
              onChange={({ detail }) => {
                const chosen = mixOptions.find(({ value }) => value === detail.selectedOption.value);
                if (chosen) set({ mix: chosen.value });
              }}
            />
          </FormField>
        </div>
        {run && <GeneratorResult run={run} />}
      </SpaceBetween>
    </Container>
  );
}
