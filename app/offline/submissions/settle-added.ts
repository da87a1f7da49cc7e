import type { FieldHousehold } from '~/domain/sync/protocol';
import type { Phone } from '~/offline/phone';
import { tellOtherTabs } from '~/offline/sending/other-tabs';
import type { Change } from '~/offline/store/device-store';

/** What the server has of a household that this phone added: the phone shows it with the household until the package does. */
export async function showWithAdded(phone: Phone, id: string, shown: FieldHousehold): Promise<Change> {
  const added = { ...phone.submissions.get(id)!, shown };
  // Several receipts of one answer add up.
  phone.submissions.set(id, added);
  return { table: 'submissions', put: await phone.rows.submission(added), when: () => true };
}

/**
 * 换成册里的编号: a household that the register has numbered, and that has come with the package, takes that number on this phone too: its
 * draft, what waits to be sent, what was said of it. The phone's number stays its other name, for a form that is still open under it.
 */
export async function settleAdded(phone: Phone): Promise<void> {
  await phone.reread();
  const { rows } = phone;
  const changes: Change[] = [];
  for (const { shown: _shown, ...added } of phone.submitted('kept')) {
    const { id, number } = added;
    if (!number || !_shown || !phone.household(number)) continue;
    changes.push({ table: 'submissions', put: await rows.submission(added), when: (row) => row.state === 'kept' });
    const draft = phone.drafts.get(id);
    if (draft) {
      changes.push({ table: 'drafts', remove: rows.id(id) });
      // A draft of the very household, begun under its own number, is not written over.
      if (!phone.drafts.has(number)) changes.push({ table: 'drafts', put: await rows.draft({ ...draft, household: number }) });
    }
    for (const one of [...phone.outbox.values(), ...phone.bin.values()].filter(({ household }) => household === id))
      changes.push({
        table: 'outbox',
        put: await rows.waiting({ ...one, household: number }),
        when: (row) => row.contentHash === one.contentHash,
      });
    const notice = phone.notices.get(id);
    if (notice) changes.push({ table: 'notices', remove: rows.id(id) });
    for (const report of phone.submitted('draft', 'waiting').filter((one) => one.kind === 'problem' && one.household === id))
      changes.push({
        table: 'submissions',
        put: await rows.submission({ ...report, household: number }),
        when: (row) => row.state === report.state,
      });
  }
  if (changes.length === 0) return;
  await phone.write(changes, () => undefined);
  await phone.reread();
  tellOtherTabs();
}
