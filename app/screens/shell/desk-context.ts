import { createContext } from 'react';
import type { DeskPage } from './desk-page';

/** The desk's page component, where there is one. The field app, which is only for phones, does not load it. */
export const DeskContext = createContext<typeof DeskPage | null>(null);
