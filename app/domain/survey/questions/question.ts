import type { EnumName, KeyOf, LabelListName } from '~/domain/contract/enumerations';
import type { SummarySentence } from '~/domain/survey/sentence';
import type { SurveyContext } from '~/domain/survey/survey-context';

/**
 * 一项一页: the cards of a visit in the order in which one walks through a yard: who lives here, what heats, does it work,
 * is there coal, the rooms, the subsidy, and what is left to say.
 */
export const BLOCKS = ['household', 'heating', 'operation', 'coal', 'rooms', 'subsidy', 'remarks'] as const;
export type Block = (typeof BLOCKS)[number];

/** The range as stored: money is whole 分, typed in 元 with two decimals. */
export type NumberRange = { min: number; max: number; decimals: number };

/** What is the same for every form. `Answers` are those of the visit, `Value` is the answer to this question. */
type Common<Answers, Value> = {
  /** The card it stands on; 户情 and 房屋 have records of their own. */
  block: Exclude<Block, 'household' | 'rooms'>;
  /** The question that it directly follows on the card; left out: the order of the list. */
  follows?: string;
  /** For a completed visit: when it is asked (left out: always), and when its answer must be there (left out: never). */
  asked?: (answers: Answers, context: SurveyContext) => boolean;
  required?: (answers: Answers, context: SurveyContext) => boolean;
  /**
   * True when the change since last season is one the reviewer has to look at. Read only when both seasons were answered; left
   * out: never.
   */
  worse?: (before: Value, after: Value) => boolean;
  /** True for an answer that the summary marks; left out: never. */
  attention?: (value: Value) => boolean;
  /**
   * Its sentence, where the usual one of its form (summary-sentences.ts) does not fit; null when another question's sentence
   * covers it.
   */
  says?: (answers: Answers) => SummarySentence | null;
  /** Title of its column in sheet 入户记录 when app/domain/contract/import.json has none for it; without either it is not imported. */
  column?: string;
};

/** The cadre answers by looking. “与上季相同” copies the answer unless `copied` is false, because it is what somebody said. */
type Stated = {
  copied: boolean;
  /** The cadre looks at it on every visit: on the screen of an unchanged household it counts only when confirmed (unchanged.ts). */
  lookedAt?: boolean;
};
/** The answer is measured, counted or told. It is asked anew each season, because a copied measurement would be an invented one. */
type AskedAnew = { copied: false; lookedAt?: false };

type One<Answers> = { [N in EnumName]: { form: 'one'; list: N } & Stated & Common<Answers, KeyOf<N>> }[EnumName];
type Many<Answers> =
  | { [N in EnumName]: { form: 'many'; list: N } & Stated & Common<Answers, readonly KeyOf<N>[]> }[EnumName]
  | ({ form: 'many'; list: LabelListName } & Stated & Common<Answers, readonly string[]>);
type YesNo<Answers> = { form: 'yes-no' } & Stated & Common<Answers, boolean>;
type Measured<Answers> = { form: 'number' | 'money'; range: NumberRange } & AskedAnew & Common<Answers, number>;
type Told<Answers> = { form: 'text'; longest: number } & AskedAnew & Common<Answers, string>;

/**
 * 一个问题: all that is known of one question, as questions.ts writes it down. It is answered by choosing one, by choosing several, by
 * 是 or 否, by a number, by money or by writing.
 */
export type Question<Answers> = One<Answers> | Many<Answers> | YesNo<Answers> | Measured<Answers> | Told<Answers>;

type ListedValue<List> = List extends EnumName ? KeyOf<List> : string;

/** The type of the answer to a question. */
export type AnswerTo<Q> = Q extends { form: 'one'; list: infer List }
  ? ListedValue<List>
  : Q extends { form: 'many'; list: infer List }
    ? ListedValue<List>[]
    : Q extends { form: 'yes-no' }
      ? boolean
      : Q extends { form: 'number' | 'money' }
        ? number
        : string;
