import { createContext } from 'react';
import type { DeskPage } from './desk-page';

/** The page of the desk, where there is one: the field app, which is for phones alone, does not carry it. */
export const DeskContext = createContext<typeof DeskPage | null>(null);
