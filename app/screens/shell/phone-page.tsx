import { Link, NavLink } from '@remix-run/react';
import { createContext, type ReactNode, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '~/screens/shared/icon';

type Props = {
  heading: ReactNode;
  /** The target of the arrow at the top left; without it there is no arrow. */
  back?: string;
  /** The strip that shows where the data is ("已存本机" …); the survey screens pass it in. */
  strip?: ReactNode;
  /** Stays visible under the heading: a search field, chips. */
  sticky?: ReactNode;
  /** The main action of the page, above the bottom bar, within reach of the thumb. */
  action?: ReactNode;
  /** Replaces the bar at the bottom while a form is open. */
  bottom?: ReactNode;
  children: ReactNode;
};

const TABS: { key: 'villages' | 'tasks' | 'me'; to: string; icon: IconName }[] = [
  { key: 'villages', to: '/villages', icon: 'household' },
  { key: 'tasks', to: '/todo', icon: 'tasks' },
  { key: 'me', to: '/me', icon: 'me' },
];

/** The strip of pages that bring none. The field app shows here where the data is. */
export const StripContext = createContext<ReactNode>(null);

/** A warning above the strip of every page, shown only when there is one: the phone's clock is wrong. */
export const WarningContext = createContext<ReactNode>(null);

/** A page of the phone: strip, heading, content, bottom bar. It works from 320 px and stays one column on a wide screen. */
export function PhonePage({ heading, back, strip, sticky, action, bottom, children }: Props) {
  const { t } = useTranslation('common');
  const usual = useContext(StripContext);
  const warning = useContext(WarningContext);
  return (
    <div className="phone text-body">
      <div className="mx-auto flex min-h-screen max-w-form flex-col bg-page">
        <header className="sticky top-0 z-20 border-b border-line bg-paper">
          {warning}
          {strip ?? usual}
          <div className="flex min-h-target items-center gap-1 px-4">
            {back && (
              <Link to={back} aria-label={t('shell.back')} className="-ml-3 flex h-target w-target items-center justify-center text-ink">
                <Icon name="left" size={24} />
              </Link>
            )}
            <h1 className="min-w-0 flex-1 py-2 text-title">{heading}</h1>
          </div>
          {sticky && <div className="px-4 pb-2">{sticky}</div>}
        </header>
        <main id="content" className="flex-1 px-4 py-4">
          {children}
        </main>
        <footer className="no-print sticky bottom-0 z-20 border-t border-line bg-paper">
          {action && <div className="border-b border-line px-4 py-2">{action}</div>}
          {bottom ?? (
            <nav aria-label={t('shell.rail')} className="grid grid-cols-3">
              {TABS.map((tab) => (
                <NavLink
                  key={tab.key}
                  to={tab.to}
                  className={({ isActive }) =>
                    `flex min-h-target flex-col items-center justify-center py-1 text-small no-underline
                      ${isActive ? 'font-semibold text-action' : 'text-ink-soft'}`
                  }
                >
                  <Icon name={tab.icon} size={24} />
                  {t(`tab.${tab.key}`)}
                </NavLink>
              ))}
            </nav>
          )}
        </footer>
      </div>
    </div>
  );
}
