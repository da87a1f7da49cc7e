import common from './zh-CN/common.json';
import enums from './zh-CN/enums.json';
import field from './zh-CN/field.json';
import households from './zh-CN/households.json';
import survey from './zh-CN/survey.json';

/**
 * The words of the field app only, so that an old phone does not load those of the desk. Other problems come as sentences from
 * the server.
 */
const words = { common, enums, field, households, survey };
export default words;
