import type { ReactNode } from 'react';
import type { Crumb } from '~/screens/shared/breadcrumb';
import { DeskPage } from '~/screens/shell/desk-page';
import { PhonePage } from '~/screens/shell/phone-page';
import { useViewer } from '~/screens/shell/viewer';

type Props = {
  heading: ReactNode;
  back?: string;
  crumbs?: Crumb[];
  sticky?: ReactNode;
  /** The season switch of the desk. */
  season?: ReactNode;
  children: ReactNode;
};

/** The same content at two workplaces: a cadre's phone, and the desk of whoever reviews or oversees. */
export function WorkPage({ heading, back, crumbs, sticky, season, children }: Props) {
  const { person } = useViewer();
  if (person?.role === 'cadre') return <PhonePage heading={heading} back={back} sticky={sticky}>{children}</PhonePage>;
  return (
    <DeskPage heading={heading} breadcrumb={crumbs} season={season}>
      {sticky && <div className="mb-4 max-w-form">{sticky}</div>}
      <div className="max-w-form">{children}</div>
    </DeskPage>
  );
}
