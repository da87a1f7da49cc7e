/** All words in Chinese, one object per namespace. The browser loads this file or its English twin, never both. */
import secondFactor from './zh-CN/access/second-factor.json';
import accounts from './zh-CN/accounts.json';
import added from './zh-CN/added.json';
import changed from './zh-CN/changed.json';
import common from './zh-CN/common.json';
import contradictions from './zh-CN/contradictions.json';
import coverage from './zh-CN/coverage.json';
import enums from './zh-CN/enums.json';
import evidence from './zh-CN/evidence.json';
import field from './zh-CN/field.json';
import findings from './zh-CN/findings/findings.json';
import findingsDesk from './zh-CN/findings/findings-desk.json';
import findingsYard from './zh-CN/findings/findings-yard.json';
import thresholds from './zh-CN/findings/thresholds.json';
import households from './zh-CN/households.json';
import imports from './zh-CN/imports.json';
import ledger from './zh-CN/ledger.json';
import packages from './zh-CN/package/packages.json';
import phone from './zh-CN/phone.json';
import locked from './zh-CN/phones/locked.json';
import retired from './zh-CN/phones/retired.json';
import plans from './zh-CN/plans.json';
import problems from './zh-CN/problems.json';
import quality from './zh-CN/quality.json';
import asOf from './zh-CN/report/as-of.json';
import evaluation from './zh-CN/report/evaluation.json';
import signOff from './zh-CN/report/sign-off.json';
import reports from './zh-CN/reports.json';
import review from './zh-CN/review.json';
import start from './zh-CN/start.json';
import subsidy from './zh-CN/subsidy.json';
import survey from './zh-CN/survey.json';
import sync from './zh-CN/sync.json';
import tables from './zh-CN/tables.json';
import targets from './zh-CN/targets.json';
import unchanged from './zh-CN/unchanged.json';
import backups from './zh-CN/upkeep/backups.json';
import verify from './zh-CN/upkeep/verify.json';

const words = {
  accounts,
  added,
  'as-of': asOf,
  backups,
  changed,
  common,
  coverage,
  enums,
  evaluation,
  evidence,
  field,
  findings,
  'findings-desk': findingsDesk,
  'findings-yard': findingsYard,
  households,
  imports,
  ledger,
  locked,
  packages,
  phone,
  plans,
  problems,
  quality,
  reports,
  retired,
  review,
  'second-factor': secondFactor,
  'sign-off': signOff,
  start,
  subsidy,
  survey,
  sync,
  tables,
  targets,
  thresholds,
  unchanged,
  verify,
  contradictions,
};
export default words;
