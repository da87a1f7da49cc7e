import { useEffect, useMemo } from 'react';
import { Navigate, useParams, useSearchParams } from 'react-router-dom';
import { isListChip } from '~/domain/household/list-filter';
import { rightNow } from '~/offline/device/keep-clock';
import { NoSeasonScreen } from '~/screens/households/no-season-screen';
import { TodoScreen } from '~/screens/households/todo-screen';
import { VillageScreen } from '~/screens/households/village-screen';
import { VillagesScreen } from '~/screens/households/villages-screen';
import { usePhone } from './field-context';
import { prepareSearch, todoPage, villagePage, villageRows } from './views';

export function VillagesPage() {
  const phone = usePhone();
  const [parameters] = useSearchParams();
  const search = (parameters.get('q') ?? '').trim();
  const rows = useMemo(() => villageRows(phone), [phone, phone.version]);
  const [only] = rows;
  if (phone.session.season === null && rows.length === 0) return <NoSeasonScreen />;
  if (only && rows.length === 1) return <Navigate to={`/villages/${only.code}`} replace />;
  const season = phone.session.season ?? [...phone.villages.values()][0]!.season;
  return (
    <VillagesScreen
      season={season}
      seasons={[season]}
      villages={rows.filter((row) => `${row.township}${row.name}${row.code}`.includes(search))}
      search={search}
      next={null}
    />
  );
}

/** By then the list is drawn, and nobody has reached the keyboard yet. */
const SEARCH_READY_AFTER_MS = 300;

export function VillagePage() {
  const phone = usePhone();
  const { code = '' } = useParams();
  const [parameters] = useSearchParams();
  const search = (parameters.get('q') ?? '').trim().slice(0, 50);
  const asked = parameters.get('show');
  const after = Number(parameters.get('after') ?? 0) || 0;
  const submitted = parameters.get('done');
  const village = phone.villages.get(code);
  const page = useMemo(
    () => village && villagePage(phone, village, { search, chip: isListChip(asked) ? asked : null, after, submitted }),
    [phone, phone.version, village, search, asked, after, submitted],
  );
  useEffect(() => {
    if (!village) return;
    const timer = setTimeout(() => prepareSearch(phone, village), SEARCH_READY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [phone, village]);
  return page ? <VillageScreen {...page} /> : <Navigate to="/villages" replace />;
}

export function TodoPage() {
  const phone = usePhone();
  return <TodoScreen {...useMemo(() => todoPage(phone, rightNow(phone)), [phone, phone.version])} />;
}
