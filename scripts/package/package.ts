import { resolve } from 'node:path';
import { OPERATOR } from '~/domain/access/person';
import { makePackage } from '~/server/workflows/package/make-package.server';
import { runCommand } from '../command/command';

const STAGES = { sheets: '写表 / writing the workbook', figures: '汇总 / adding up', packing: '打包 / packing' } as const;

runCommand({
  name: 'package',
  usage: 'npm run package -- --division CODE --season 2020-2021 [--as-of DATE] --out FILE.zip',
  about:
    '把一个县、市或省的记录、数字和报表打成一个签名的数据包，报给上级的服务器。包里没有姓名、身份证号、电话、账号、困难类型和照片。\n' +
    'Packs the records, figures and workbook of a county, city or province into one signed file for the server of the office above, ' +
    'without names, ID numbers, phones, accounts, hardship and photos.',
  options: {
    division: { type: 'string', value: 'CODE', about: '县、市或省的区划代码 / code of a county, city or province', required: true },
    season: {
      type: 'string',
      value: 'SEASON',
      about: '采暖季，如 2020-2021；以前各季一并打包 / heating season; earlier ones go along',
      required: true,
    },
    'as-of': { type: 'string', value: 'DATE', about: '数字和报表的截止日期，默认今天 / as-of date of figures and workbook, default today' },
    out: { type: 'string', value: 'FILE.zip', about: '写到这个文件 / the file to write', required: true },
  },
  async run({ values, database, progress, print, signal, atEnd }) {
    const db = await database();
    let stage = '';
    const request = { division: values.division, season: values.season, asOf: values['as-of'], file: resolve(values.out) };
    const making = makePackage(db, OPERATOR, request, new Date(), {
      signal,
      onProgress(at) {
        if (at.stage !== stage) progress.begin(STAGES[at.stage], at.total);
        stage = at.stage;
        progress.reach(at.done);
      },
    });
    // When told to stop, the command deletes the half-written files before it ends.
    atEnd(() => making.catch(() => undefined));
    const { manifest, manifestSha256 } = await making;
    progress.end();
    print(
      `${manifest.division.name} ${manifest.season}，截止 ${manifest.asOf}，第 ${manifest.version} 版，${manifest.households} 户：${request.file}`,
    );
    print(`指纹 / fingerprint ${manifest.sender.fingerprint}`);
    print(`清单 / manifest SHA-256 ${manifestSha256}`);
  },
});
