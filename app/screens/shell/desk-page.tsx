import { Form, Link, NavLink } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Breadcrumb, type Crumb } from '~/screens/shared/breadcrumb';
import { Icon, type IconName } from '~/screens/shared/icon';
import { LanguageSwitch } from './language-switch';
import { Mark } from './mark';
import { homeOf, type NavigationGroup, type NavigationItem, navigationFor } from './navigation';
import { Csrf, useViewer } from './viewer';

type Props = {
  heading: ReactNode;
  /** The divisions from the top of the person's scope down to this page. */
  breadcrumb?: Crumb[];
  /** The season switch and the as-of date, to the right of the breadcrumb. */
  season?: ReactNode;
  asOf?: ReactNode;
  /** Buttons for the whole page. */
  actions?: ReactNode;
  /** Narrow for forms and reading; otherwise the page takes the full width. */
  narrow?: boolean;
  /** Printed on landscape paper, for pages with a wide table. */
  printWide?: boolean;
  /** The page prints as a paper of its own, such as a notice, without the page head. */
  ownPaper?: boolean;
  children: ReactNode;
};

/** A page of the desk: rail of tasks, head with division, season and as-of date, content. */
export function DeskPage({ heading, breadcrumb, season, asOf, actions, narrow, printWide, ownPaper, children }: Props) {
  const { t } = useTranslation('common');
  const { person } = useViewer();
  return (
    <div className={`min-h-screen desk:flex ${printWide ? 'print-wide' : ''}`}>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:left-2 focus:top-2 focus:z-30 focus:rounded focus:bg-paper focus:p-2"
      >
        {t('shell.skip')}
      </a>
      {person && <Rail />}
      <div className="min-w-0 flex-1">
        {(breadcrumb || season || asOf) && (
          <div
            className={`flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-paper px-4 py-2 desk:px-6
              ${ownPaper ? 'no-print' : ''}`}
          >
            <div className="min-w-full flex-1 tablet:min-w-0">{breadcrumb && <Breadcrumb crumbs={breadcrumb} />}</div>
            {season}
            {asOf && <div className="text-ink-soft">{asOf}</div>}
          </div>
        )}
        <main id="content" className={`px-4 py-4 desk:px-6 ${narrow ? 'max-w-form print:max-w-none' : 'max-w-page'}`}>
          <div className="mb-4 flex flex-wrap items-center justify-between gap-2">
            <h1 className="text-title">{heading}</h1>
            {actions && <div className="no-print flex flex-wrap gap-2">{actions}</div>}
          </div>
          {children}
        </main>
      </div>
    </div>
  );
}

/** A rail on the left at a desk; on a phone two rows on top, with mark and person above the tasks. */
function Rail() {
  const { t } = useTranslation(['common', 'enums']);
  const { person } = useViewer();
  if (!person) return null;
  const where = person.divisions.map((division) => division.name).join('、');
  return (
    <header
      className="no-print flex flex-wrap items-center border-b border-line bg-paper desk:sticky desk:top-0 desk:h-screen
      desk:w-rail desk:shrink-0 desk:flex-col desk:flex-nowrap desk:items-stretch desk:overflow-y-auto desk:border-b-0 desk:border-r"
    >
      <Link
        to={homeOf(person.role)}
        className="flex min-h-target flex-1 items-center gap-2 whitespace-nowrap px-4 py-1 text-lead font-semibold text-ink no-underline
          desk:flex-none desk:whitespace-normal desk:py-2"
      >
        <Mark size={26} />
        {t('product')}
      </Link>
      <nav
        aria-label={t('shell.rail')}
        className="order-last flex w-full gap-x-1 overflow-x-auto border-t border-line px-2 desk:order-none desk:block desk:flex-1
          desk:overflow-visible desk:border-t-0"
      >
        <ul className="contents desk:block">
          {navigationFor(person.role).map((group) => (
            <RailGroup key={group.key} group={group} />
          ))}
        </ul>
      </nav>
      <div
        className="flex items-center px-2 desk:sticky desk:bottom-0 desk:block desk:border-t desk:border-line desk:bg-paper desk:px-4
          desk:py-2"
      >
        <NavLink
          to="/me"
          className="inline-flex min-h-target items-center whitespace-nowrap px-2 text-ink underline decoration-line-strong
            underline-offset-4 hover:text-action desk:block desk:min-h-0 desk:truncate desk:px-0"
        >
          {person.name}
        </NavLink>
        <p className="hidden text-small text-ink-faint desk:block" title={where}>
          {t(`enums:role.${person.role}`)}
          {where && ` · ${where}`}
        </p>
        <div className="flex items-center gap-1 desk:-ml-2 desk:mt-1">
          <Form method="post" action="/sign-out" reloadDocument className="hidden desk:block">
            <Csrf />
            <button type="submit" className="min-h-target rounded px-2 text-action hover:bg-action-wash">
              {t('shell.signOut')}
            </button>
          </Form>
          <LanguageSwitch />
        </div>
      </div>
    </header>
  );
}

/** A group with one task is shown as that task; several stand under their heading. */
function RailGroup({ group }: { group: NavigationGroup }) {
  const { t } = useTranslation('common');
  const [only] = group.items;
  if (group.items.length === 1 && only) return <RailLink item={only} icon={group.icon} label={t(`item.${only.key}`)} />;
  return (
    <li className="contents desk:mt-1 desk:block">
      <p className="hidden items-center gap-2 px-2 py-0.5 text-small text-ink-faint desk:flex">
        <Icon name={group.icon} size={18} />
        {t(`rail.${group.key}`)}
      </p>
      <ul className="contents desk:block">
        {group.items.map((item) => (
          <RailLink key={item.key} item={item} label={t(`item.${item.key}`)} />
        ))}
      </ul>
    </li>
  );
}

function RailLink({ item, icon, label }: { item: NavigationItem; icon?: IconName; label: string }) {
  return (
    <li className="shrink-0">
      <NavLink
        to={item.to}
        className={({ isActive }) =>
          `rail-link ${icon ? '' : 'desk:pl-[34px]'}
            ${isActive ? 'bg-action-wash font-semibold text-action-dark' : 'text-ink hover:bg-page'}`
        }
      >
        {icon && <Icon name={icon} size={18} className="hidden desk:block" />}
        {label}
      </NavLink>
    </li>
  );
}
