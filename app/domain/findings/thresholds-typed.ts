/** What a field of 问题门槛 is to show after the form was refused. */

type Shown = { text: string; meanwhile: boolean };

/** What the form had been shown, by field; empty when it sent nothing that can be read. */
function seenFields(seen: unknown): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(String(seen));
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/**
 * 填的还在，别人改的也看得见: what the person typed stays. A field that the person left as it was shows the value in force now, so that
 * sending the form once more never sets back what somebody else changed. `meanwhile`: it was changed since the person looked.
 */
export function fieldShown(field: string, now: number, typed: Readonly<Record<string, unknown>> | undefined): Shown {
  const text = typed?.[field];
  if (typeof text !== 'string') return { text: String(now), meanwhile: false };
  const was = seenFields(typed?.seen)[field];
  const meanwhile = typeof was === 'number' && was !== now;
  return { text: meanwhile && text === String(was) ? String(now) : text, meanwhile };
}
