import { escaped } from '../../markup/escaped';
import type { CostReport } from '../report';
import type { ScenarioReport } from '../scenario-report';
import { describeScenario } from '../scenario-table';
import { describeReport } from '../table';
import { billChart, unitChart } from './scenario-charts';

const style = `body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b }
svg { max-width: 100%; height: auto } pre { overflow-x: auto; background: #f6f6f6; padding: 1rem; font-size: 13px }`;

/** A page of its own with the charts and the tables of a report. */
export function page(report: CostReport, scenario: ScenarioReport): string {
  const title = `What ${report.stage} costs: ${scenario.name}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escaped(title)}</title>
<style>${style}</style>
<h1>${escaped(title)}</h1>
<p>List prices of ${escaped(report.region)} as of ${report.asOf}, computed from templates and workloads; nothing was measured in an account.</p>
${billChart(scenario)}
${unitChart(scenario)}
<pre>${escaped(describeScenario(scenario))}</pre>
<pre>${escaped(describeReport(report))}</pre>
${report.warnings.map((warning) => `<p>${escaped(warning)}</p>`).join('\n')}
</html>
`;
}
