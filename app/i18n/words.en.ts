/** All words in English, one object per namespace. The browser loads this file or its Chinese twin, never both. */
import secondFactor from './en/access/second-factor.json';
import accounts from './en/accounts.json';
import added from './en/added.json';
import changed from './en/changed.json';
import common from './en/common.json';
import contradictions from './en/contradictions.json';
import coverage from './en/coverage.json';
import enums from './en/enums.json';
import evidence from './en/evidence.json';
import field from './en/field.json';
import findings from './en/findings/findings.json';
import findingsDesk from './en/findings/findings-desk.json';
import findingsYard from './en/findings/findings-yard.json';
import thresholds from './en/findings/thresholds.json';
import households from './en/households.json';
import imports from './en/imports.json';
import ledger from './en/ledger.json';
import packages from './en/package/packages.json';
import phone from './en/phone.json';
import locked from './en/phones/locked.json';
import retired from './en/phones/retired.json';
import plans from './en/plans.json';
import problems from './en/problems.json';
import quality from './en/quality.json';
import asOf from './en/report/as-of.json';
import evaluation from './en/report/evaluation.json';
import signOff from './en/report/sign-off.json';
import reports from './en/reports.json';
import review from './en/review.json';
import start from './en/start.json';
import subsidy from './en/subsidy.json';
import survey from './en/survey.json';
import sync from './en/sync.json';
import tables from './en/tables.json';
import targets from './en/targets.json';
import unchanged from './en/unchanged.json';
import backups from './en/upkeep/backups.json';
import verify from './en/upkeep/verify.json';

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
