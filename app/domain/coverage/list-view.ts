import { ENUMERATIONS, type Mode } from '../contract/enumerations';
import { isListKey, type ListKey } from '../indicators/household-lists';
import type { ListPosition } from './household-behind-figure';

/** What a list page shows, as the address says it. */
export type ListView = {
  season: string | null;
  list: ListKey;
  also: ListKey | null;
  mode: Mode | null;
  search: string;
  position: ListPosition;
};

/** Reads the view from the address. Without a flag, or with an unknown one, it lists every household in scope. */
export function listViewOf(parameters: URLSearchParams): ListView {
  const list = parameters.get('flag') ?? 'H';
  const also = parameters.get('also') ?? '';
  const mode = parameters.get('mode');
  const [after, before] = [keyIn(parameters.get('after')), keyIn(parameters.get('before'))];
  return {
    season: parameters.get('season'),
    list: isListKey(list) ? list : 'H',
    also: isListKey(also) ? also : null,
    mode: mode !== null && mode in ENUMERATIONS.mode ? (mode as Mode) : null,
    search: (parameters.get('q') ?? '').normalize('NFKC').trim().slice(0, 50),
    position: after ? { after } : before ? { before } : {},
  };
}

/** A household's place in a list as the address writes it: village, then number. */
export function listKeyText(household: { village: string; number: string }): string {
  return `${household.village}~${household.number}`;
}

function keyIn(text: string | null): { village: string; number: string } | undefined {
  const at = text?.indexOf('~') ?? -1;
  return text === null || at < 0 ? undefined : { village: text.slice(0, at), number: text.slice(at + 1) };
}
