import type { Cause } from '~/domain/findings/opened';
import type { RuleCode } from '~/domain/findings/rule-codes';

type RecordLink = {
  to: string;
  key: 'ledger' | 'coverage' | 'subsidy' | 'village' | 'batches' | 'policies' | 'heatSource' | 'claims' | 'listLink';
  name: string;
};
type About = { rule: RuleCode | null; subject: string; season: string; household: string | null; cause: Cause };

/** 相关记录: the pages that show what a finding is about, from its rule and subject. `place`: the division it lies in, as far as it is seen. */
export function recordsOf({ rule, subject, season, household, cause }: About, place: string | null): RecordLink[] {
  const [kind = '', first = '', ...rest] = subject.split(':');
  const inSeason = new URLSearchParams({ season }).toString();
  const links: RecordLink[] = [];
  if (typeof cause.list === 'string') links.push({ to: cause.list, key: 'listLink', name: '' });
  if (household !== null) links.push({ to: `/households/${encodeURIComponent(household)}`, key: 'ledger', name: household });
  if (place === null) return links;
  if (kind === 'key' || rule === 'R03' || rule === 'R06') {
    links.push({ to: `/subsidy/${place}/claims?${inSeason}`, key: 'claims', name: '' });
  }
  if (kind === 'entitlement') {
    const policy = rest.join(':');
    links.push({ to: `/subsidy/${place}/policies/${encodeURIComponent(policy)}?${inSeason}`, key: 'policies', name: policy });
  }
  if (kind === 'batch') {
    const batch = `/subsidy/${first}/payments/${encodeURIComponent(rest.join(':'))}`;
    links.push({ to: `${batch}?${inSeason}`, key: 'batches', name: rest.join(':') });
  }
  if (kind === 'village' || kind === 'plan') links.push({ to: `/villages/${first}?${inSeason}`, key: 'village', name: first });
  if (kind === 'heat-source') links.push({ to: `/heat-sources/${encodeURIComponent(first)}`, key: 'heatSource', name: first });
  if (household === null) links.push({ to: `/coverage/${place}?${inSeason}`, key: 'coverage', name: '' });
  return links;
}
