import { openDatabase } from '~/database/connection/open.server';
import { OPERATOR } from '~/domain/access/person';
import { draftBatch } from '~/server/workflows/subsidy/pay-subsidies.server';
import { reconcileBatch } from '~/server/workflows/subsidy/reconcile-batch.server';

/**
 * Drafts or reconciles a batch of payments in a separate process, so that a test can kill it: `draft|reconcile DIVISION SEASON
 * POLICY`.
 */
const [what, division, season, policy] = process.argv.slice(2) as [string, string, string, string];
const db = await openDatabase({ quiet: true });
const now = new Date();
if (what === 'draft')
  await draftBatch(
    db,
    OPERATOR,
    {
      division,
      season,
      number: 'B1',
      method: 'cash',
      choices: [
        { policy, level: 'county' },
        { policy, level: 'city' },
      ],
    },
    now,
  );
else await reconcileBatch(db, OPERATOR, { division, number: 'B1', revision: 4 }, now);
await db.close();
