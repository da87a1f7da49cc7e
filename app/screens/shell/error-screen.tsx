import { isRouteErrorResponse, Link, useLocation, useRouteError } from '@remix-run/react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '~/screens/shared/button';
import { Mark } from './mark';
import { PersonPage } from './person-page';
import { formDidNotArrive } from './unsent-form';
import { useViewer } from './viewer';

const KNOWN = [400, 403, 404, 413, 429, 500, 503] as const;
type Known = (typeof KNOWN)[number];

/** The page for an error: what happened, and what to do now. The server's message is shown only when it is one of our sentences. */
export function ErrorScreen() {
  const error = useRouteError();
  const { t } = useTranslation('common');
  const { person } = useViewer();
  const answered = isRouteErrorResponse(error);
  const unreached = isUnreached(error);
  useEffect(() => {
    if (unreached) formDidNotArrive();
  }, [unreached]);
  const status: Known =
    answered && (KNOWN as readonly number[]).includes(error.status) ? (error.status as Known) : answered && error.status < 500 ? 400 : 500;
  const sentence = answered ? sentenceIn(error.data) : undefined;
  const plain = usePlainAddress(answered ? error.data : null);
  const title = unreached ? t(`unreached.${unreached}.title`) : t(`errorPage.${status}.title`);
  const said = unreached ? (
    <>
      <p className="mb-6">{t(`unreached.${unreached}.what`)}</p>
      <p>
        <Button type="button" look="main" onClick={() => location.reload()}>
          {t('unreached.again')}
        </Button>
      </p>
    </>
  ) : (
    <>
      <p className="mb-2">{sentence ?? t(`errorPage.${status}.what`, { limit: 1, minutes: 15 })}</p>
      <p className="mb-6 text-ink-soft">{t(`errorPage.${status}.now`, { limit: 1, minutes: 15 })}</p>
      {plain && (
        <p className="mb-2">
          <Link className="link" to={plain}>
            {t('errorPage.plain')}
          </Link>
        </p>
      )}
      <p>
        <Link className="link" to="/">
          {t('errorPage.home')}
        </Link>
      </p>
    </>
  );
  // A signed-in person keeps the navigation.
  if (person) return <PersonPage heading={title}>{said}</PersonPage>;
  return (
    <main className="mx-auto max-w-form px-4 py-12">
      <p className="mb-6 flex items-center gap-2 font-semibold">
        <Mark size={24} />
        {t('product')}
      </p>
      <h1 className="mb-3 text-title">{title}</h1>
      {said}
    </main>
  );
}

/** The way out of a table's address that asks for what is not there: the same page in its season, without the rest. */
function usePlainAddress(body: unknown): string | null {
  const { pathname, search } = useLocation();
  if (typeof body !== 'object' || body === null || !('code' in body) || !String(body.code).startsWith('table.')) return null;
  const season = new URLSearchParams(search).get('season');
  return season && /^\d{4}-\d{4}$/.test(season) ? `${pathname}?season=${season}` : pathname;
}

/** The request or its answer did not arrive: nothing is broken. Fetch says so by a TypeError, in words that no bug of ours has. */
function isUnreached(error: unknown): 'offline' | 'silent' | null {
  if (!(error instanceof TypeError) || !/fetch|network|load failed/i.test(error.message)) return null;
  return navigator.onLine ? 'silent' : 'offline';
}

function sentenceIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('sentence' in body)) return undefined;
  return typeof body.sentence === 'string' ? body.sentence : undefined;
}
