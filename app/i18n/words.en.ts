/** All words in English, one object per namespace. The browser loads this file or its Chinese twin, never both. */
import accounts from './en/accounts.json';
import common from './en/common.json';
import coverage from './en/coverage.json';
import enums from './en/enums.json';
import field from './en/field.json';
import households from './en/households.json';
import imports from './en/imports.json';
import phone from './en/phone.json';
import problems from './en/problems.json';
import reports from './en/reports.json';
import review from './en/review.json';
import subsidy from './en/subsidy.json';
import survey from './en/survey.json';
import sync from './en/sync.json';

const words = { accounts, common, coverage, enums, field, households, imports, phone, problems, reports, review, subsidy, survey, sync };
export default words;
