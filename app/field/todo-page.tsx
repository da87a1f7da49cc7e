/** 待办 on the phone; it comes when it is pressed. */
import { useMemo } from 'react';
import { SHOWN_TO_DO, toDoFirst } from '~/domain/findings/cadre-finding';
import { nextDoors } from '~/domain/household/next-doors';
import type { FieldHousehold } from '~/domain/sync/protocol';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { rightNow } from '~/offline/device/keep-clock';
import type { Phone } from '~/offline/phone';
import type { Village } from '~/offline/villages/village';
import { visitsNow } from '~/offline/villages/visits-now';
import { type NextDoor, type TodoItem, TodoScreen, type TodoScreenProps } from '~/screens/households/todo-screen';
import { usePhone } from './field-context';
import { loadWords } from './later/later-words';
import { listOf } from './views';

/** Doors named as the next ones: an afternoon's. */
const NEXT_DOORS = 8;

export async function todoRoute() {
  await loadWords('phone', 'findings-yard', 'quality');
  return { Component: Todo };
}

function Todo() {
  const phone = usePhone();
  return <TodoScreen {...useMemo(() => todoPage(phone, rightNow(phone)), [phone, phone.version])} />;
}

export function todoPage(phone: Phone, now: string): TodoScreenProps {
  const item = (household: FieldHousehold, village: Village, day: string, count: number): TodoItem => ({
    number: household.number,
    head: household.head,
    address: household.address,
    village: village.village.name,
    day,
    count,
  });
  const returned: TodoItem[] = [];
  const drafts: TodoItem[] = [];
  const nobody: TodoItem[] = [];
  const doors: NextDoor[] = [];
  for (const village of phone.villages.values()) {
    for (const { number, head, address, state } of listOf(phone, village, now).listed) {
      const calls = state.nobodyDays > 0 && state.state === 'not_visited';
      if (state.state === 'not_visited' && !calls) doors.push({ number, head, address, village: village.village.name });
      if (state.state !== 'returned' && state.state !== 'draft' && !calls) continue;
      const { household } = phone.household(number)!;
      const open = household.visits.find((visit) => visit.status === 'returned');
      const draft = phone.drafts.get(number)?.savedAt ?? household.draft?.updatedAt;
      if (state.state === 'returned' && open)
        returned.push(
          item(
            household,
            village,
            dayInShanghai(open.remarks[0]?.at ?? open.visitedAt),
            open.remarks.filter((remark) => !remark.resolved).length,
          ),
        );
      else if (state.state === 'draft' && draft) drafts.push(item(household, village, dayInShanghai(draft), 1));
      else if (calls) nobody.push(item(household, village, visitsNow(household, phone.waitingOf(number))[0]?.day ?? '—', state.nobodyDays));
    }
  }
  const findings = toDoFirst([...phone.villages.values()].flatMap(({ village }) => village.findings?.list ?? [])).flatMap((finding) => {
    const found = phone.household(finding.household);
    if (!found) return [];
    const { head, address } = found.household;
    return [{ ...finding, head, address, village: found.village.village.name }];
  });
  const checks = (phone.session.checks ?? []).filter(({ id }) => phone.outbox.get(id)?.state !== 'waiting');
  const list = <Row,>(rows: readonly Row[]) => ({ rows: rows.slice(0, SHOWN_TO_DO), total: rows.length });
  return {
    season: phone.session.season ?? [...phone.villages.values()][0]?.season ?? '',
    day: dayInShanghai(now),
    checks,
    returned: list(returned),
    drafts: list(drafts),
    nobody: list(nobody),
    next: nextDoors(doors, lastDoorOf(phone), NEXT_DOORS),
    left: doors.length,
    findings: list(findings),
  };
}

/** The household this phone visited last. */
function lastDoorOf(phone: Phone): { number: string; address: string | null; village: string } | null {
  const waiting = [...phone.outbox.values()];
  const last = waiting[waiting.length - 1];
  if (last) return { number: last.household, address: last.address, village: last.village };
  let latest: { number: string; address: string | null; village: string; at: string } | null = null;
  for (const { village, households } of phone.villages.values()) {
    for (const { number, address, visited } of households.list())
      if (visited?.by === phone.session.name && (latest === null || visited.at > latest.at))
        latest = { number, address, village: village.name, at: visited.at };
  }
  return latest;
}
