/**
 * JSON with keys in order and without undefined values, so that equal content gives equal text. Phone and server take the
 * SHA-256 of exactly this text, and the history hashes it.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  );
}

/** What is hashed of a visit: everything but the revision its sender saw. `contentHash` is the SHA-256 (hex) of this text in UTF-8. */
export function contentText(visit: object): string {
  const { baseRevision: _seen, ...content } = visit as { baseRevision?: unknown };
  return canonicalJson(content);
}
