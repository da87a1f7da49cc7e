import { photoAsked, pledgeOffered } from '~/domain/survey/evidence';
import type { Block } from '~/domain/survey/questions/question';
import english from '~/i18n/en/evidence.json';
import chinese from '~/i18n/zh-CN/evidence.json';
import { useLateWords } from '~/screens/shared/late-words';
import { PhotoField } from './photo-field';
import { PlaceField } from './place-field';
import { PledgeField } from './pledge-field';
import { useVisit } from './visit-state';

/**
 * The photo fields of a card. A photo is asked for on the card where the problem was entered. The last card has all photos, the
 * place and the pledge.
 */
export default function EvidenceFields({ block }: { block: Block }) {
  useLateWords('evidence', { 'zh-CN': chinese, en: english });
  const { answers, context, evidence, sentenceAt, timesUndone } = useVisit();
  if (!evidence) return null;
  const asked = photoAsked(answers, context);
  if (block === 'remarks') {
    return (
      <>
        <PhotoField evidence={evidence} sentenceAt={sentenceAt} asked={asked} />
        <PlaceField />
        {(pledgeOffered(answers, context, evidence.tools.pledgeSigned) || evidence.value.signature) && <PledgeField key={timesUndone} />}
      </>
    );
  }
  if (asked === null || (block === 'operation') !== (asked === 'device') || (block !== 'operation' && block !== 'coal')) return null;
  return <PhotoField evidence={evidence} sentenceAt={sentenceAt} asked={asked} />;
}
