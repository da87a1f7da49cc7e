const KEPT_AS = 'qingnuan-large-text';

/** 大字: how the pages look on this phone, whoever uses it. */
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
    // It holds for this page then.
  }
}
