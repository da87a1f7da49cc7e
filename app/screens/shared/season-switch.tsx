import { Form, useSearchParams, useSubmit } from '@remix-run/react';
import { useTranslation } from 'react-i18next';

/** Another season begins at the first page (PLACE_IN_LIST of app/domain/tables/table-view, whose checks the phone does not need). */
const PLACE_IN_LIST = ['after', 'before', 'page', 'n'];

/** The season of the page, kept in the address as ?season=…. The rest of the address stays. */
export function SeasonSwitch({ seasons, current }: { seasons: readonly string[]; current: string }) {
  const { t } = useTranslation('common');
  const [parameters] = useSearchParams();
  const submit = useSubmit();
  return (
    <Form method="get" className="no-print flex items-center gap-2" onChange={(event) => submit(event.currentTarget)}>
      {[...parameters]
        .filter(([name]) => name !== 'season' && !PLACE_IN_LIST.includes(name))
        .map(([name, value], at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same value may stand twice in an address.
          <input key={at} type="hidden" name={name} value={value} />
        ))}
      <label className="flex items-center gap-2">
        <span className="text-ink-soft">{t('season.label')}</span>
        <select name="season" value={current} onChange={() => undefined} className="field-box w-auto pr-8">
          {seasons.map((season) => (
            <option key={season}>{season}</option>
          ))}
        </select>
      </label>
      <noscript>
        <button type="submit" className="link">
          {t('season.show')}
        </button>
      </noscript>
    </Form>
  );
}
