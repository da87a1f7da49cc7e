const MARK = 'qingnuan-retired';

/**
 * 停用记号: the account whose data this phone has to delete, kept until somebody signs in again. It is there before the first row is deleted
 * and is looked at whenever the app starts, so a phone that was switched off in the middle goes on, and every tab shows the same.
 */
export function retiredMark(): string | null {
  try {
    return localStorage.getItem(MARK);
  } catch {
    return null;
  }
}

export function setRetiredMark(account: string | null): void {
  try {
    if (account === null) localStorage.removeItem(MARK);
    else localStorage.setItem(MARK, account);
  } catch {
    // Then the tab that was told shows it.
  }
}

/** Another tab was told. */
export function hearRetired(listener: () => void): void {
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === MARK && newValue !== null) listener();
  });
}
