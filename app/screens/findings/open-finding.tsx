import { useTranslation } from 'react-i18next';
import { may } from '~/domain/access/who-may';
import { ButtonLink } from '~/screens/shared/button';
import { useViewer } from '~/screens/shell/viewer';
import { type TableAt, tableAddress } from '~/screens/tables/table-address';
import { openFindingAddress } from './addresses';

type Props = { division: string; season: string /** The list as it is seen. */; at: TableAt; count: number | null };

/** 立案 from a list of households: one finding about the division, with the list as its subject. */
export function OpenFinding({ division, season, at, count }: Props) {
  const { t } = useTranslation('findings-desk');
  const { person } = useViewer();
  if (!person || !may(person.role, 'finding.open')) return null;
  const list = tableAddress(at, { cols: null, sort: null, dir: null });
  return (
    <ButtonLink to={openFindingAddress({ division, season, list, count: count ?? undefined })} icon="plus">
      {t('new')}
    </ButtonLink>
  );
}
