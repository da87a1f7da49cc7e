import type { ReactNode } from 'react';
import { DeskPage } from './desk-page';
import { PhonePage } from './phone-page';
import { useViewer } from './viewer';

/** A page that every role has: in the phone's shell for a cadre, in the desk's for the others. */
export function PersonPage({ heading, back, children }: { heading: string; back?: { to: string; name: string }; children: ReactNode }) {
  const { person } = useViewer();
  if (person?.role === 'cadre')
    return (
      <PhonePage heading={heading} back={back?.to}>
        {children}
      </PhonePage>
    );
  return (
    <DeskPage heading={heading} narrow breadcrumb={back ? [{ name: back.name, to: back.to }, { name: heading }] : undefined}>
      {children}
    </DeskPage>
  );
}
