import common from './en/common.json';
import enums from './en/enums.json';
import field from './en/field.json';
import households from './en/households.json';
import survey from './en/survey.json';

/**
 * The words of the field app only, so that an old phone does not load those of the desk. Other problems come as sentences from
 * the server.
 */
const words = { common, enums, field, households, survey };
export default words;
