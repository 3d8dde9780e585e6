import Box from '@cloudscape-design/components/box';
import type { DecisionView } from '../../lambdas/fraud/domain/api/decision-view';
import { reasonOf } from '../client/payments';

export interface ContributionsProps {
  readonly contributions: NonNullable<DecisionView['contributions']>;
  readonly features: DecisionView['features'];
}

const shownOf = (value: number | null | undefined) =>
  value === null || value === undefined ? 'not known' : String(Math.round(value * 100) / 100);

/** What weighed most, as bars: to the right for fraud, to the left against it. */
export function Contributions({ contributions, features }: ContributionsProps) {
  const longest = Math.max(...contributions.map(({ weight }) => Math.abs(weight)));
  return (
    <table className="contributions">
      <caption>
        <Box color="text-body-secondary" fontSize="body-s">
          Log-odds that each feature added to the score: above 0 speaks for fraud, below against it. Amounts are in
          minor units, such as cents.
        </Box>
      </caption>
      <thead>
        <tr>
          <th scope="col">Feature</th>
          <th scope="col">About</th>
          <th scope="col">Its value</th>
          <th scope="col">What it added</th>
        </tr>
      </thead>
      <tbody>
        {contributions.map(({ feature, weight, code }) => (
          <tr key={feature}>
            <th scope="row">{feature}</th>
            <td>{reasonOf(code)}</td>
            <td>{shownOf(features[feature])}</td>
            <td>
              <div className="bar-track">
                <div
                  className={weight > 0 ? 'bar bar-for' : 'bar bar-against'}
                  style={{ inlineSize: `${(50 * Math.abs(weight)) / longest}%` }}
                />
              </div>
              <span className="bar-value">{`${weight > 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}`}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
