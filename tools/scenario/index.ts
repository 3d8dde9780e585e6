export { launchScenario, scaled, scalesTo, targetScenario } from './growth';
export { type DesignWorkload, type Load, loadsOf, meanPerSecond, peakPerSecond } from './loads';
export { readScenario } from './read-scenario';
export { type DesignUse, parseScenario, type Scenario, ScenarioError } from './scenario';
