import { useTranslation } from 'react-i18next';
import { Popup } from './popup';
import { HELP_ID, useKeysOn } from './table-keys';

const KEYS = ['rows', 'open', 'search', 'help'] as const;

/** The keys of the table, and the switch that turns them off. */
export function TableHelp() {
  const { t } = useTranslation('tables');
  const [on, setOn] = useKeysOn();
  return (
    <Popup id={HELP_ID} label={<span title={t('keys.title')}>{t('keys.short')}</span>}>
      <h2 className="mb-1 font-semibold">{t('keys.title')}</h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {KEYS.map((key) => (
          <div key={key} className="contents">
            <dt className="font-semibold tabular-nums">{t(`keys.${key}.key`)}</dt>
            <dd>{t(`keys.${key}.what`)}</dd>
          </div>
        ))}
      </dl>
      <label className="mt-2 flex min-h-[32px] items-center gap-2 border-t border-line pt-2">
        <input type="checkbox" checked={on} onChange={(event) => setOn(event.currentTarget.checked)} />
        {t('keys.on')}
      </label>
    </Popup>
  );
}
