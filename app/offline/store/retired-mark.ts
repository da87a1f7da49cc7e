/**
 * 停用记号: the account whose data this phone has to delete, kept until somebody signs in again. It is there before the first row is deleted
 * and is looked at whenever the app starts, so a phone that was switched off in the middle goes on, and every tab shows the same.
 */
export const RETIRED_MARK = 'qingnuan-retired';

export function retiredMark(): string | null {
  try {
    return localStorage.getItem(RETIRED_MARK);
  } catch {
    return null;
  }
}
