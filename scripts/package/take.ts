import { resolve } from 'node:path';
import { OPERATOR } from '~/domain/access/person';
import { takePackage } from '~/server/workflows/package/take-package.server';
import { runCommand } from '../command/command';

const STAGES = {
  verifying: '核验 / verifying',
  reading: '读取 / reading',
  storing: '保存 / storing',
  facts: '汇总 / adding up',
  comparing: '核对数字 / comparing the figures',
} as const;

runCommand({
  name: 'take',
  usage: 'npm run take -- FILE.zip [--trust]',
  about:
    '接收下级服务器的数据包：先核验全部文件和签名，再在一次事务里保存，算出的数字与报送单位的逐个区划一致才算数。收到的记录在本机只能看。\n' +
    'Takes a package of another server: verifies every file and the signature, then stores it in one transaction, and only when the ' +
    "figures computed here equal the sender's for every division. What was taken can only be looked at here.",
  files: [{ name: 'FILE.zip', about: '数据包 / the package' }],
  options: {
    trust: { type: 'boolean', about: '已和报送单位核对过指纹，接受这个密钥 / the fingerprint was compared: accept this key' },
  },
  async run({ values, files, database, progress, print, signal }) {
    const db = await database();
    let stage = '';
    const taken = await takePackage(db, OPERATOR, { file: resolve(files[0]!), trust: values.trust }, new Date(), {
      signal,
      onProgress(at) {
        if (at.stage !== stage) progress.begin(STAGES[at.stage], at.total);
        stage = at.stage;
        progress.reach(at.done);
      },
    });
    progress.end();
    const { manifest, outcome, replaced } = taken;
    const what = `${manifest.division.name} ${manifest.season}，截止 ${manifest.asOf}，第 ${manifest.version} 版，${manifest.households} 户`;
    if (outcome === 'unchanged') print(`已接收过，没有变化 / taken before, nothing changed：${what}`);
    else {
      print(`已接收 / taken：${what}`);
      for (const { division, version } of replaced) print(`替换 / replaces：${division} 第 ${version} 版`);
    }
    print(`指纹 / fingerprint ${manifest.sender.fingerprint}`);
  },
});
