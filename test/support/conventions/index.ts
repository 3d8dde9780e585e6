import * as access from './access';
import * as backlog from './backlog';
import * as betweenStacks from './between-stacks';
import * as encryption from './encryption';
import * as events from './events';
import * as firstDeploy from './first-deploy';
import * as functions from './functions';
import * as lifecycle from './lifecycle';
import * as monitoring from './monitoring';
import type { Rule } from './rule';

export { type Rule, type StageView, viewOf } from './rule';

/** What keeps one record from holding up others, or from being lost. */
export const retrySemantics: readonly Rule[] = [
  events.partialFailures,
  events.streamsGiveUp,
  events.streamFailures,
  events.deadLetters,
  events.visibilityOutlastsReader,
];

/** Every rule there is. One that is added here holds for every design of every stage, also those still to come. */
export const rules: readonly Rule[] = [
  encryption.encryptedAtRest,
  encryption.bucketsArePrivate,
  encryption.onlyTls,
  encryption.modernTls,
  access.noWildcardActions,
  access.noWildcardResources,
  access.noManagedByAws,
  access.connectIsAuthorized,
  access.methodsAreAuthorized,
  functions.currentRuntime,
  functions.ownLogGroup,
  functions.errorAlarms,
  functions.nothingReserved,
  ...retrySemantics,
  backlog.queuesThatWait,
  backlog.streamsThatLag,
  backlog.apisThatFail,
  betweenStacks.importsOfWhatStays,
  betweenStacks.fewLookUps,
  events.roomToGrow,
  firstDeploy.alertsArrive,
  firstDeploy.firewallsWhereTheyWork,
  firstDeploy.oneApiGatewayAccount,
  firstDeploy.streamingFromRegional,
  firstDeploy.profilesWithTheirModels,
  monitoring.alarmsReachPeople,
  monitoring.alarmsSayWhat,
  monitoring.globalMetricsOfCloudFront,
  monitoring.budgets,
  monitoring.dashboards,
  monitoring.costTagsEverywhere,
  lifecycle.idlesCheaply,
  lifecycle.smallDashboards,
  lifecycle.dataIsKept,
  lifecycle.nothingLeftBehind,
  lifecycle.executionLogsExpire,
  lifecycle.expiredIsGone,
];
