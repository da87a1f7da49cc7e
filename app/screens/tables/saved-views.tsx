import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { SavedView } from '~/domain/tables/saved-view';
import type { TableList } from '~/domain/tables/table-view';
import { Button } from '~/screens/shared/button';
import { Csrf } from '~/screens/shell/viewer';
import { Popup } from './popup';
import { type TableAt, tableAddress } from './table-address';

/** 常用视图: the person's own, and a field to keep the table as it is now. */
export function SavedViews({
  at,
  list,
  shown,
  views,
}: {
  at: TableAt;
  list: TableList;
  shown: readonly string[];
  views: readonly SavedView[];
}) {
  const { t } = useTranslation('tables');
  return (
    <Popup label={views.length === 0 ? t('views') : `${t('views')} ${views.length}`}>
      {views.length === 0 ? (
        <p className="mb-2 text-ink-soft">{t('viewsNone')}</p>
      ) : (
        <ul className="mb-2">
          {views.map((view) => (
            <li key={view.id}>
              <Link className="link flex min-h-[32px] items-center" to={view.address}>
                {view.name}
              </Link>
            </li>
          ))}
        </ul>
      )}
      <Form method="post" action="/tables" preventScrollReset replace className="border-t border-line pt-2">
        <Csrf />
        <input type="hidden" name="list" value={list} />
        <input type="hidden" name="back" value={tableAddress(at)} />
        <input type="hidden" name="address" value={tableAddress(at, { season: null, asOf: null, cols: shown.join(',') })} />
        <label>
          <span className="block text-small text-ink-soft">{t('viewsKeep')}</span>
          <span className="flex gap-2">
            <input name="name" required maxLength={30} autoComplete="off" className="field-box" />
            <Button name="do" value="save" className="shrink-0">
              {t('viewsSave')}
            </Button>
          </span>
        </label>
        <p className="mt-1 text-small text-ink-faint">{t('viewsSeason')}</p>
      </Form>
      <p className="mt-2">
        <Link className="link" to="/tables">
          {t('viewsManage')}
        </Link>
      </p>
    </Popup>
  );
}
