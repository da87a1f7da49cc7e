import { isLetRoom } from '../indicators/facts-of';
import type { Evidence } from './evidence';
import type { SurveyRoom } from './room';
import type { VisitAnswers } from './visit-answers';
import { onlyAsked, type SurveyContext } from './which-questions';

/**
 * One sentence of the summary: a key of i18n survey `summary.*` and what goes into it. Values that are keys of an enumeration carry
 * its name, so that the words come from one place; lists are joined by the language.
 */
export type SummarySentence = {
  key: string;
  params?: Record<string, SummaryParam>;
  /** A problem the reviewer will look for; shown with its mark. */
  attention?: boolean;
};
export type SummaryParam = number | string | { list: string; keys: readonly string[] };

/**
 * 一屏小结: the visit said back in sentences, so that what was tapped by mistake is heard before it is sent. Only what applies
 * and was answered; in the order of the cards.
 */
export function summarySentences(answers: VisitAnswers, rooms: readonly SurveyRoom[] | null, context: SurveyContext): SummarySentence[] {
  const said = onlyAsked(answers, context);
  if (context.outcome !== 'done') return said.note ? [{ key: 'note', params: { text: said.note } }] : [];
  return [
    ...heatSentences(said),
    ...operationSentences(said),
    ...coalSentences(said),
    ...roomSentences(rooms),
    ...subsidySentences(said),
    ...lastSentences(said),
  ];
}

function heatSentences({ mainHeat, otherHeat, connected }: VisitAnswers): SummarySentence[] {
  const sentences: SummarySentence[] = [];
  if (mainHeat === 'no_heating') sentences.push({ key: 'noHeating', attention: true });
  else if (mainHeat && otherHeat)
    sentences.push({ key: 'heatWithOthers', params: { main: one('heat', mainHeat), others: { list: 'heat', keys: otherHeat } } });
  else if (mainHeat) sentences.push({ key: 'heat', params: { main: one('heat', mainHeat) } });
  if (connected === true) sentences.push({ key: 'connected' });
  if (connected === false) sentences.push({ key: 'notConnected', attention: true });
  return sentences;
}

function operationSentences({ stability, unstableCauses, outageDays, roomTemperature, coAlarm }: VisitAnswers): SummarySentence[] {
  const sentences: SummarySentence[] = [];
  const attention = stability === 'unstable' || stability === 'unable';
  if (stability && unstableCauses) {
    sentences.push({
      key: 'stabilityWithCauses',
      params: { stability: one('stability', stability), causes: { list: 'unstableCause', keys: unstableCauses } },
      attention,
    });
  } else if (stability) sentences.push({ key: 'stability', params: { stability: one('stability', stability) }, attention });
  if (outageDays) sentences.push({ key: 'outageDays', params: { count: outageDays } });
  if (roomTemperature !== undefined) sentences.push({ key: 'roomTemperature', params: { value: roomTemperature } });
  if (coAlarm !== undefined) sentences.push({ key: coAlarm ? 'coAlarm' : 'noCoAlarm' });
  return sentences;
}

function coalSentences({ coalStock, coalKg, stove, smoke, boughtCoal, coalTonnes, reburnReasons }: VisitAnswers): SummarySentence[] {
  const sentences: SummarySentence[] = [];
  if (coalStock === 'none') sentences.push({ key: 'noCoal' });
  else if (coalStock && coalKg)
    sentences.push({ key: 'coalStockKg', params: { stock: one('coalStock', coalStock), value: coalKg }, attention: coalStock === 'loose' });
  else if (coalStock)
    sentences.push({ key: 'coalStock', params: { stock: one('coalStock', coalStock) }, attention: coalStock === 'loose' });
  if (stove) sentences.push({ key: 'stove', params: { stove: one('stove', stove) }, attention: stove === 'in_use' });
  if (smoke) sentences.push({ key: 'smoke', attention: true });
  if (boughtCoal === true)
    sentences.push(
      coalTonnes ? { key: 'boughtTonnes', params: { value: coalTonnes }, attention: true } : { key: 'bought', attention: true },
    );
  if (boughtCoal === false) sentences.push({ key: 'notBought' });
  if (reburnReasons)
    sentences.push({ key: 'reburnReasons', params: { reasons: { list: 'reburnReason', keys: reburnReasons } }, attention: true });
  return sentences;
}

function roomSentences(rooms: readonly SurveyRoom[] | null): SummarySentence[] {
  if (rooms === null) return [];
  if (rooms.length === 0) return [{ key: 'noRooms' }];
  const area = rooms.reduce((sum, room) => sum + Math.round(room.heatedArea * 100), 0) / 100;
  const sentences: SummarySentence[] = [{ key: 'rooms', params: { count: rooms.length, area } }];
  const letRooms = rooms.filter(isLetRoom);
  if (letRooms.length > 0) {
    const connected = letRooms.filter((room) => room.connected).length;
    const used = letRooms.filter((room) => room.connected && room.use === 'normal').length;
    sentences.push({ key: 'letRooms', params: { count: letRooms.length, connected, used }, attention: connected < letRooms.length });
  }
  return sentences;
}

function subsidySentences({ subsidyKnown, subsidyReceived, subsidyAmount }: VisitAnswers): SummarySentence[] {
  const sentences: SummarySentence[] = [];
  if (subsidyKnown !== undefined) sentences.push({ key: subsidyKnown ? 'subsidyKnown' : 'subsidyUnknown' });
  if (subsidyReceived === true) {
    sentences.push(
      subsidyAmount !== undefined ? { key: 'subsidyAmount', params: { value: subsidyAmount / 100 } } : { key: 'subsidyReceived' },
    );
  }
  if (subsidyReceived === false) sentences.push({ key: 'subsidyNotReceived' });
  return sentences;
}

function lastSentences({ satisfaction, request, note }: VisitAnswers): SummarySentence[] {
  const sentences: SummarySentence[] = [];
  if (satisfaction) sentences.push({ key: 'satisfaction', params: { satisfaction: one('satisfaction', satisfaction) } });
  if (request) sentences.push({ key: 'request', params: { text: request } });
  if (note) sentences.push({ key: 'note', params: { text: note } });
  return sentences;
}

/** Photos, place and signature in sentences. */
export function evidenceSentences(evidence: Evidence | undefined): SummarySentence[] {
  const { photos = [], place, noPhotoReason, signature } = evidence ?? {};
  const sentences: SummarySentence[] = [];
  if (photos.length > 0) sentences.push({ key: 'photos', params: { count: photos.length } });
  else if (noPhotoReason)
    sentences.push(
      noPhotoReason.text ? { key: 'noPhotoText', params: { text: noPhotoReason.text } } : { key: `noPhoto.${noPhotoReason.why}` },
    );
  if (place) sentences.push({ key: 'place', params: { metres: place.accuracy } });
  if (signature) sentences.push({ key: 'signature', params: { signer: signature.signer } });
  return sentences;
}

function one(list: string, key: string): SummaryParam {
  return { list, keys: [key] };
}
