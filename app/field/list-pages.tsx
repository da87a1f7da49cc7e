import { useEffect, useMemo } from 'react';
import { Navigate, useParams, useSearchParams } from 'react-router-dom';
import { chipsIn } from '~/domain/household/list-words';
import { rightNow } from '~/offline/device/keep-clock';
import { rememberList } from '~/screens/households/last-list';
import { NoSeasonScreen } from '~/screens/households/no-season-screen';
import { VillageScreen } from '~/screens/households/village-screen';
import { VillagesScreen } from '~/screens/households/villages-screen';
import { usePhone } from './field-context';
import { villagePage, villageRows } from './views';

export function VillagesPage() {
  const phone = usePhone();
  const [parameters] = useSearchParams();
  const search = (parameters.get('q') ?? '').trim();
  const rows = useMemo(() => villageRows(phone, rightNow(phone)), [phone, phone.version]);
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

export function VillagePage() {
  const phone = usePhone();
  const { code = '' } = useParams();
  const [parameters] = useSearchParams();
  const search = (parameters.get('q') ?? '').trim().slice(0, 50);
  const _asked = parameters.toString();
  const village = phone.villages.get(code);
  useEffect(() => rememberList(code, parameters), [code, parameters]);
  const page = useMemo(() => {
    const chips = chipsIn(parameters);
    const rows = Number(parameters.get('rows')) || 0;
    return village && villagePage(phone, village, { search, chips, rows, submitted: parameters.get('done') }, rightNow(phone));
  }, [phone, phone.version, village, search, parameters.get, parameters]);
  return page ? <VillageScreen {...page} /> : <Navigate to="/villages" replace />;
}
