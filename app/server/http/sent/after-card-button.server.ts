/** What a button of the visit form does without scripts: the fields as they are then, and the card that is shown. */
import type { VisitKind } from '~/domain/contract/enumerations';
import { cardsOf, PLACES, type Place } from '~/domain/survey/draft';
import { type KnownBefore, restAsBefore } from '~/domain/survey/prefill';
import { withRecordedRooms, withRoomAdded, withRoomRemoved } from '~/domain/survey/room-rows';
import type { SurveyContext } from '~/domain/survey/survey-context';
import type { Typed } from '~/domain/survey/typed';
import { confirmed } from '~/domain/survey/unchanged';
import type { PostedVisit } from './visit-form-request.server';

export function afterCardButton(
  { draft, card, does }: Pick<PostedVisit, 'draft' | 'card' | 'does'>,
  kind: VisitKind,
  before: KnownBefore,
  context: SurveyContext,
): { typed: Typed; card: Place } {
  const typed: Typed = draft.typed;
  const cards = cardsOf(kind);
  const wanted = PLACES.find((one) => does === `go:${one}`);
  if (card === 'unchanged') return { typed: does === 'confirm' ? confirmed(typed, before, context) : typed, card: wanted ?? card };
  const at = cards.indexOf(card);
  const next = cards[Math.min(at + 1, cards.length - 1)]!;
  if (does === 'save') return { typed, card };
  if (does === 'back') return { typed, card: cards[Math.max(at - 1, 0)]! };
  if (does === 'same' && card !== 'summary') return { typed: restAsBefore(typed, card, before, context), card: next };
  if (does === 'add-room') return { typed: withRoomAdded(typed, before.rooms ?? []), card };
  if (does === 'edit-rooms') return { typed: withRecordedRooms(typed, before.rooms ?? []), card };
  if (does.startsWith('remove-room:')) return { typed: withRoomRemoved(typed, does.slice('remove-room:'.length)), card };
  return { typed, card: wanted ?? next };
}
