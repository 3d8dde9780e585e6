import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Answer } from './client/answer';
import type { ConnectionState } from './client/chat-client';
import type { Person } from './client/sign-in';
import { type AccountUsage, type Balance, type Usage, usdOf } from './client/usage';

export interface DetailsProps {
  readonly person: Person;
  readonly connection: ConnectionState;
  readonly models: readonly string[];
  readonly model: string | undefined;
  readonly onModel: (model: string) => void;
  /** How the last answer that came to an end did so. */
  readonly last: Answer['done'];
  /** Absent where the stage does not tell. */
  readonly usage: Usage | undefined;
}

const connections: Readonly<Record<ConnectionState, readonly [StatusIndicatorProps.Type, string]>> = {
  idle: ['success', 'Ready'],
  connecting: ['loading', 'Connecting'],
  open: ['success', 'Connected'],
  lost: ['warning', 'Connection lost, trying again'],
};

/** The side panel: with whom one talks, under which limits, and what it took. */
export function Details({ person, connection, models, model, onModel, last, usage }: DetailsProps) {
  const [type, words] = connections[connection];
  const options = models.map((value) => ({ value, label: value }));
  return (
    <aside aria-label="Details">
      <SpaceBetween size="l">
        <Container header={<Header variant="h2">Details</Header>}>
          <SpaceBetween size="l">
            <FormField label="Model">
              <Select
                selectedOption={options.find(({ value }) => value === model) ?? null}
                options={options}
                onChange={({ detail }) => detail.selectedOption.value && onModel(detail.selectedOption.value)}
                placeholder="The stage's own choice"
                selectedAriaLabel="Selected"
              />
            </FormField>
            <KeyValuePairs
              columns={1}
              items={[
                { label: 'Connection', value: <StatusIndicator type={type}>{words}</StatusIndicator> },
                { label: 'Tier', value: person.tier },
                { label: 'Organisation', value: person.org },
                {
                  label: 'Last answer',
                  value: last
                    ? `${(last.usage.inputTokens + last.usage.outputTokens).toLocaleString('en')} tokens by ${last.model}`
                    : '–',
                },
              ]}
            />
          </SpaceBetween>
        </Container>
        {usage && (
          <Container header={<Header variant="h2">This month</Header>}>
            <SpaceBetween size="m">
              <Account label="You" account={usage.user} />
              <Account label={person.org} account={usage.org} />
            </SpaceBetween>
          </Container>
        )}
      </SpaceBetween>
    </aside>
  );
}

function Account({ label, account: { tokens, cost } }: { readonly label: string; readonly account: AccountUsage }) {
  return (
    <div>
      <Box variant="h3" fontSize="body-m">
        {label}
      </Box>
      <Remaining label="Tokens" balance={tokens} format={(amount) => Math.round(amount).toLocaleString('en')} />
      <Remaining label="Cost" balance={cost} format={usdOf} />
    </div>
  );
}

interface RemainingProps {
  readonly label: string;
  readonly balance: Balance;
  readonly format: (amount: number) => string;
}

function Remaining({ label, balance: { used, limit }, format }: RemainingProps) {
  if (limit === undefined) return <KeyValuePairs columns={1} items={[{ label, value: format(used) }]} />;
  const left = Math.max(0, limit - used);
  return (
    <ProgressBar
      label={label}
      value={limit === 0 ? 100 : Math.min(100, (used / limit) * 100)}
      description={`${format(left)} of ${format(limit)} left`}
      status={left === 0 ? 'error' : 'in-progress'}
      {...(left === 0 && { resultText: `${format(limit)} used up` })}
    />
  );
}
