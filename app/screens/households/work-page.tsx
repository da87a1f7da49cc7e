import { type ReactNode, useContext } from 'react';
import type { Crumb } from '~/screens/shared/breadcrumb';
import { DeskContext } from '~/screens/shell/desk-context';
import { PhonePage } from '~/screens/shell/phone-page';
import { useViewer } from '~/screens/shell/viewer';

type Props = {
  heading: ReactNode;
  back?: string;
  crumbs?: Crumb[];
  sticky?: ReactNode;
  /** The season switch of the desk. */
  season?: ReactNode;
  /** The main action: at the bottom of a phone's screen, in the head of the page at a desk. */
  action?: ReactNode;
  children: ReactNode;
};

/** Cards in one column on a phone and side by side at a desk. */
export function useCardColumns(): string {
  return useViewer().person?.role === 'cadre' ? 'space-y-3' : 'grid items-start gap-3 desk:grid-cols-2 wide:grid-cols-3';
}

/** The same content for two workplaces: a cadre's phone, and a reviewer's desk. */
export function WorkPage({ heading, back, crumbs, sticky, season, action, children }: Props) {
  const { person } = useViewer();
  const DeskPage = useContext(DeskContext);
  if (person?.role === 'cadre' || !DeskPage)
    return (
      <PhonePage heading={heading} back={back} sticky={sticky} action={action}>
        {children}
      </PhonePage>
    );
  return (
    <DeskPage heading={heading} breadcrumb={crumbs} season={season}>
      {sticky && <div className="mb-4 max-w-form">{sticky}</div>}
      {action && <div className="mb-4 max-w-form">{action}</div>}
      {children}
    </DeskPage>
  );
}
