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
  const { answers, context, evidence, timesUndone } = useVisit();
  const asked = photoAsked(answers, context);
  if (block === 'remarks') {
    return (
      <>
        <PhotoField asked={asked} />
        <PlaceField />
        {(pledgeOffered(answers, context, evidence?.tools.pledgeSigned ?? false) || evidence?.value.signature) && (
          <PledgeField key={timesUndone} />
        )}
      </>
    );
  }
  if (asked === null || (block === 'operation') !== (asked === 'device') || (block !== 'operation' && block !== 'coal')) return null;
  return <PhotoField asked={asked} />;
}
