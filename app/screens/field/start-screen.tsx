import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import english from '~/i18n/en/start.json';
import chinese from '~/i18n/zh-CN/start.json';
import { useLateWords } from '~/screens/shared/late-words';
import { Progress } from '~/screens/shared/progress';
import { Mark } from '~/screens/shell/mark';

export type StartScreenProps =
  | { at: 'taking'; taking: { village: string; done: number; total: number } | null }
  | { at: 'unfit'; why: 'insecure' | 'old-browser' | 'private' }
  | { at: 'first'; why: 'offline' | 'no-answer' | 'not-ours' | 'server' | 'timeout' | 'full' | null }
  | { at: 'sign-in'; address: string }
  | { at: 'not-cadre' }
  | { at: 'no-villages' };

/** Shown while the phone has no data yet: what is being loaded, what is missing, and what to do. */
export function StartScreen(props: StartScreenProps) {
  useLateWords('start', { 'zh-CN': chinese, en: english });
  const { t } = useTranslation('start');
  const action =
    'inline-flex min-h-target w-full items-center justify-center rounded border border-action bg-action px-4 font-medium text-white ' +
    'no-underline';
  const ordinary = (
    <p>
      <a className="link inline-flex min-h-target items-center" href="/villages?ordinary=1">
        {t('start.ordinary')}
      </a>
    </p>
  );
  switch (props.at) {
    case 'taking':
      return (
        <Frame>
          <p role="status">{t('start.taking')}</p>
          {props.taking && <Progress label={t('start.takingAt', props.taking)} done={props.taking.done} total={props.taking.total} />}
        </Frame>
      );
    case 'unfit':
      return (
        <Frame title={t('unfit.title')}>
          <p>{t(`unfit.${props.why}`)}</p>
          {ordinary}
        </Frame>
      );
    case 'first':
      return (
        <Frame title={t('start.first')}>
          <p>{t('start.firstNow')}</p>
          {props.why && <p className="text-attention">{t(`why.${props.why}`)}</p>}
          <p>
            <a className={action} href="/field/">
              {t('start.retry')}
            </a>
          </p>
          {ordinary}
        </Frame>
      );
    case 'sign-in':
      return (
        <Frame title={t('signIn.title')}>
          <p>{t('signIn.what')}</p>
          <p>
            <a className={action} href={props.address}>
              {t('signIn.go')}
            </a>
          </p>
        </Frame>
      );
    case 'not-cadre':
      return (
        <Frame title={t('start.notCadre')}>
          <p>{t('start.notCadreNow')}</p>
          <p>
            <a className={action} href="/">
              {t('start.ordinary')}
            </a>
          </p>
        </Frame>
      );
    case 'no-villages':
      return <Frame title={t('start.noVillages')}>{ordinary}</Frame>;
  }
}

function Frame({ title, children }: { title?: string; children: ReactNode }) {
  const { t } = useTranslation('common');
  return (
    <div className="phone text-body">
      <main className="mx-auto flex min-h-screen max-w-sign flex-col justify-center gap-4 px-6">
        <p className="flex items-center gap-2 text-lead font-semibold">
          <Mark />
          {t('product')}
        </p>
        {title && <h1 className="text-title">{title}</h1>}
        {children}
      </main>
    </div>
  );
}
