import type { Block, Question } from '~/domain/survey/questions/question';
import { blocksOf, QUESTIONS_OF_BLOCK } from '~/domain/survey/questions/question-blocks';
import { QUESTIONS, type QuestionKey } from '~/domain/survey/questions/questions';
import { isLetRoom } from '../indicators/flags-of';
import type { Evidence } from './evidence';
import type { SurveyRoom } from './room';
import { type SummarySentence, say, wordsOf } from './sentence';
import type { SurveyContext } from './survey-context';
import { isEmpty, type VisitAnswers } from './visit-answers';
import { onlyAsked } from './which-questions';

/**
 * 一屏小结: repeats the visit in sentences, so that the cadre notices a mistaken tap before sending. It holds only what applies and
 * was answered, in the order of the cards.
 */
export function summarySentences(answers: VisitAnswers, rooms: readonly SurveyRoom[] | null, context: SurveyContext): SummarySentence[] {
  return blocksOf(context).flatMap((block) => sentencesOfBlock(block, answers, rooms, context));
}

/** What one card says. */
export function sentencesOfBlock(
  block: Block,
  answers: VisitAnswers,
  rooms: readonly SurveyRoom[] | null,
  context: SurveyContext,
): SummarySentence[] {
  if (block === 'rooms') return roomSentences(rooms);
  const said = onlyAsked(answers, context);
  return QUESTIONS_OF_BLOCK[block].flatMap((question) => sentencesOf(question, said));
}

/** The sentence of an answer: the question's own, else the usual one of its form. */
export function sentencesOf(key: QuestionKey, answers: VisitAnswers): SummarySentence[] {
  const [question, value] = [QUESTIONS[key], answers[key]];
  if (isEmpty(value)) return [];
  const sentence = question.says ? question.says(answers) : usualSentence(key, question, value);
  return sentence ? [sentence] : [];
}

function usualSentence(key: QuestionKey, question: Question<VisitAnswers>, value: unknown): SummarySentence {
  const attention = (question.attention as ((value: unknown) => boolean) | undefined)?.(value);
  switch (question.form) {
    case 'yes-no':
      return say(value ? key : `not.${key}`, undefined, attention);
    case 'one':
      return say(key, { value: wordsOf(question.list, [String(value)]) }, attention);
    case 'many':
      return say(key, { value: wordsOf(question.list, value as string[]) }, attention);
    case 'number':
      return say(key, { value: value as number }, attention);
    case 'money':
      return say(key, { value: (value as number) / 100 }, attention);
    case 'text':
      return say(key, { text: String(value) }, attention);
  }
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
