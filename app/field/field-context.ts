import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Phone } from '~/offline/phone';
import type { ExportPlan } from '~/offline/sending/export-unsent';
import type { Server } from '~/offline/sending/talk';
import type { StorageState } from '~/offline/store/phone-storage';
import type { TakingProgress } from '~/offline/villages/work-package';

/** What every page of the field app works with. */
export type Field = {
  phone: Phone;
  server: Server;
  /** Sends now; `refresh` also fetches what changed. */
  send: (refresh?: boolean) => Promise<void>;
  state: FieldState;
};

/** The state that changes beside the phone's data. Listeners are told of changes. */
export class FieldState {
  online = navigator.onLine;
  sending = false;
  taking: TakingProgress | null = null;
  storage: StorageState | null = null;
  updateReady = false;
  takeOver: () => void = () => undefined;
  exportedAt: string | null = null;
  /** An export in several files, and which of them were saved; null when none is under way. */
  exporting: { plan: ExportPlan; mark: string; saved: readonly number[] } | null = null;
  /** Phone.unsentMark() at the export. Records made since are not in the file. */
  exportedMark: string | null = null;
  version = 0;
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(
    change: Partial<
      Pick<
        FieldState,
        'online' | 'sending' | 'taking' | 'storage' | 'updateReady' | 'takeOver' | 'exporting' | 'exportedAt' | 'exportedMark'
      >
    >,
  ): void {
    Object.assign(this, change);
    this.version += 1;
    for (const listener of this.listeners) listener();
  }
}

const FieldContext = createContext<Field | null>(null);
export const FieldProvider = FieldContext.Provider;

export function useField(): Field {
  const field = useContext(FieldContext);
  if (!field) throw new Error('useField() outside the field app');
  return field;
}

/** The phone's data; the component re-renders when they change. */
export function usePhone(): Phone {
  const { phone } = useField();
  useSyncExternalStore(phone.subscribe, () => phone.version);
  return phone;
}

export function useFieldState(): FieldState {
  const { state } = useField();
  useSyncExternalStore(state.subscribe, () => state.version);
  return state;
}
