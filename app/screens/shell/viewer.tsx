import { useActionData } from '@remix-run/react';
import { createContext, type ReactNode, useContext } from 'react';
import type { Language } from '~/domain/access/language';
import type { Role } from '~/domain/contract/enumerations';
import { isFormReply } from '~/i18n/form-reply';

/** The person who looks at the page. Every shell needs it and no route should have to pass it on, so the root provides it. */
export type Viewer = {
  language: Language;
  largeText: boolean;
  /** <Csrf/> puts it into every form. */
  csrfToken: string;
  person: null | {
    name: string;
    username: string;
    role: Role;
    divisions: { code: string; name: string; level: string }[];
  };
};

const ViewerContext = createContext<Viewer>({ language: 'zh-CN', largeText: false, csrfToken: '', person: null });

export function ViewerProvider({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  return <ViewerContext.Provider value={viewer}>{children}</ViewerContext.Provider>;
}

export function useViewer(): Viewer {
  return useContext(ViewerContext);
}

/**
 * The hidden field without which a form is refused. It must come first in the form, because only the beginning of an upload is
 * searched for it.
 */
export function Csrf() {
  const { csrfToken } = useViewer();
  const answer = useActionData<unknown>();
  const renewed = isFormReply(answer) ? answer.csrfToken : undefined;
  return <input type="hidden" hidden name="csrf" value={renewed ?? csrfToken} />;
}
