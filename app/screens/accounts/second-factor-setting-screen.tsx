import { Form, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { SecondFactorRole } from '~/domain/access/second-factor';
import { formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';

export type RoleLine = { role: SecondFactorRole; since: string | null; by: string | null; accounts: number; have: number };

/** 登录安全: which roles must have a second factor, and how many of their accounts have one. */
export function SecondFactorSettingScreen({ roles, done }: { roles: readonly RoleLine[]; done: boolean }) {
  const { t } = useTranslation(['second-factor', 'enums', 'common']);
  const busy = useNavigation().state !== 'idle';
  return (
    <DeskPage heading={t('setting.title')} narrow>
      {done && <Notice tone="ok" title={t('setting.done')} live />}
      <p className="mb-4">{t('setting.what')}</p>
      <Form method="post" className="card flex flex-col gap-4 p-4" key={roles.map((line) => line.since).join()}>
        <Csrf />
        <fieldset>
          <legend className="mb-2 font-semibold">{t('setting.roles')}</legend>
          <ul>
            {roles.map((line) => (
              <li key={line.role} className="border-t border-line py-2 first:border-t-0">
                <label className="flex min-h-target cursor-pointer items-center gap-3">
                  <input type="checkbox" name="roles" value={line.role} defaultChecked={line.since !== null} className="h-5 w-5 shrink-0" />
                  <span className="min-w-0 flex-1">
                    <span className="block font-medium">{t(`enums:role.${line.role}`)}</span>
                    <span className="block text-small text-ink-soft">
                      {t('setting.have', { have: line.have, count: line.accounts })}
                      {line.since && ` · ${t('setting.since', { at: formatInstant(line.since), by: line.by })}`}
                    </span>
                  </span>
                </label>
              </li>
            ))}
          </ul>
        </fieldset>
        <p className="text-small text-ink-soft">{t('setting.when')}</p>
        <Button look="main" disabled={busy}>
          {t('common:form.save')}
        </Button>
      </Form>
      <p className="mt-4 text-small text-ink-soft">{t('setting.lost')}</p>
    </DeskPage>
  );
}
