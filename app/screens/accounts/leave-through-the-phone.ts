import type { FormEvent } from 'react';
import { worksOnThisPhone } from '~/offline/device/works-here';

/**
 * Where somebody's work lies on this phone the way out is the field app's: it looks at what is unsent, and throws the key away. Where
 * the browser cannot be asked, or knows of nobody, the form goes its way.
 */
export function leaveThroughThePhone(event: FormEvent<HTMLFormElement>): void {
  const form = event.currentTarget;
  event.preventDefault();
  void worksOnThisPhone().then(
    (works) => (works ? location.assign('/field/me') : form.submit()),
    () => form.submit(),
  );
}
