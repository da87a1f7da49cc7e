const KEPT_AS = 'qingnuan-large-text';

/** 大字: the text size on this phone, for every account. */
export function isLargeText(): boolean {
  try {
    return localStorage.getItem(KEPT_AS) === 'yes';
  } catch {
    return false;
  }
}

export function showText(large: boolean): void {
  if (large) document.documentElement.dataset.text = 'large';
  else delete document.documentElement.dataset.text;
  try {
    localStorage.setItem(KEPT_AS, large ? 'yes' : 'no');
  } catch {
    // Then the setting holds for this page only.
  }
}
