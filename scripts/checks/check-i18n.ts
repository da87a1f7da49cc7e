import { Refusal } from '~/domain/problems';
import { runCommand } from '../command/command';
import { allWordFaults } from './check-words';

runCommand({
  name: 'check-i18n',
  usage: 'npm run check-i18n',
  about: [
    '检查中英文词条：缺少、空白、没有用到、占位符不一致、没有说明的问题代码。',
    'Checks the words of both languages: missing, empty, unused, other holes, problem codes without a sentence.',
  ].join('\n'),
  options: {},
  async run({ print }) {
    const faults = allWordFaults();
    for (const { kind, where } of faults) print(`${kind}\t${where}`);
    if (faults.length > 0) throw new Refusal({ code: 'words.faults', details: { count: faults.length } });
  },
});
