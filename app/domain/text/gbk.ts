let table: Map<string, number> | undefined;

/** Every character of GBK with its two bytes, from the decoder that reads it. */
function pairs(): Map<string, number> {
  if (table) return table;
  table = new Map();
  const decoder = new TextDecoder('gbk');
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      const character = decoder.decode(new Uint8Array([high, low]));
      if ([...character].length === 1 && character !== '\ufffd' && !table.has(character)) table.set(character, high * 256 + low);
    }
  }
  return table;
}

/** A text in GBK, as older programs of banks want it, or the first character that GBK does not have (a rare one in a name). */
export function encodeGbk(text: string): { bytes: Uint8Array } | { missing: string } {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) bytes.push(code);
    else {
      const pair = pairs().get(character);
      if (pair === undefined) return { missing: character };
      bytes.push(pair >> 8, pair & 0xff);
    }
  }
  return { bytes: Uint8Array.from(bytes) };
}

/** A text as UTF-8 if it is that, as GBK otherwise. */
export function decodeUtf8OrGbk(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gbk').decode(bytes);
  }
}
