/**
 * The value of a JSON text that came from elsewhere; undefined when it is none, or nested so deeply that whatever walks it would fall. No
 * record of ours is nested deeper than a tenth of that.
 */
export function sentJson(text: string): unknown {
  if (isNestedDeeply(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const DEEPEST = 100;

function isNestedDeeply(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const mark = text.charCodeAt(at);
    if (inString) {
      if (mark === BACKSLASH) at += 1;
      else if (mark === QUOTE) inString = false;
    } else if (mark === QUOTE) inString = true;
    else if (mark === OPEN_LIST || mark === OPEN_RECORD) depth += 1;
    else if (mark === CLOSE_LIST || mark === CLOSE_RECORD) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_RECORD, CLOSE_RECORD] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];
