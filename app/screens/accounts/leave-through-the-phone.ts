import type { FormEvent } from 'react';
import { worksOnThisPhone } from '~/offline/device/works-here';

/**
 * On a phone with stored work, signing out goes through the field app, which checks for unsent records and deletes the key.
 * When the browser cannot tell, or nobody has work on it, the form is sent as usual.
 */
export function leaveThroughThePhone(event: FormEvent<HTMLFormElement>): void {
  const form = event.currentTarget;
  event.preventDefault();
  void worksOnThisPhone().then(
    (works) => (works ? location.assign('/field/me') : form.submit()),
    () => form.submit(),
  );
}
