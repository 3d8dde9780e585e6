import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import type { Rule } from '../client/fraud-client';
import { outcomes, type RuleProblem } from '../client/payments';

export interface RuleFormProps {
  readonly rule: Rule;
  /** What is wrong with it. */
  readonly problem: RuleProblem | undefined;
  readonly onChange: (rule: Rule) => void;
  readonly onRemove: () => void;
}

const thens = (['decline', 'approve', 'review'] as const).map((value) => ({ value, label: outcomes[value] }));
const modes = [
  { value: 'live', label: 'Live' },
  { value: 'shadow', label: 'Shadow: recorded, without effect' },
] as const;

/** One rule as it is written. */
export function RuleForm({ rule, problem, onChange, onRemove }: RuleFormProps) {
  const errorOf = (field: keyof Rule) =>
    problem && (problem.field ?? 'when') === field ? { errorText: <pre className="text">{problem.message}</pre> } : {};
  const set = (change: Partial<Rule>) => onChange({ ...rule, ...change });
  return (
    <fieldset className="rule">
      <legend>Rule {rule.id || '(new)'}</legend>
      <SpaceBetween size="s">
        <Grid
          gridDefinition={[
            { colspan: { default: 12, s: 4 } },
            { colspan: { default: 12, s: 4 } },
            { colspan: { default: 12, s: 4 } },
          ]}
        >
          <FormField label="Id" {...errorOf('id')}>
            <Input value={rule.id} onChange={({ detail }) => set({ id: detail.value })} />
          </FormField>
          <FormField label="Then" {...errorOf('outcome')}>
            <Select
              selectedOption={thens.find(({ value }) => value === rule.outcome) ?? null}
              options={thens}
              selectedAriaLabel="Selected"
              onChange={({ detail }) => {
                const chosen = thens.find(({ value }) => value === detail.selectedOption.value);
                if (chosen) set({ outcome: chosen.value });
              }}
            />
          </FormField>
          <FormField label="Mode" {...errorOf('mode')}>
            <Select
              selectedOption={modes.find(({ value }) => value === rule.mode) ?? null}
              options={modes}
              selectedAriaLabel="Selected"
              onChange={({ detail }) => {
                const chosen = modes.find(({ value }) => value === detail.selectedOption.value);
                if (chosen) set({ mode: chosen.value });
              }}
            />
          </FormField>
        </Grid>
        <FormField label="Reason, as people are told" stretch {...errorOf('reason')}>
          <Input value={rule.reason} onChange={({ detail }) => set({ reason: detail.value })} />
        </FormField>
        <FormField label="Condition (CEL)" stretch {...errorOf('when')}>
          <Textarea
            value={rule.when}
            rows={2}
            spellcheck={false}
            placeholder="features.card_count_10m >= 10 && payment.amount > 5000"
            onChange={({ detail }) => set({ when: detail.value })}
          />
        </FormField>
        <Button ariaLabel={`Remove rule ${rule.id}`} onClick={onRemove}>
          Remove
        </Button>
      </SpaceBetween>
    </fieldset>
  );
}
