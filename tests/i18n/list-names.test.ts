import { expect, test } from 'vitest';
import { LIST_KEYS } from '~/domain/indicators/household-lists';
import { translator } from '~/i18n/words.server';
import { listName } from '~/screens/coverage/words';

test('a list has its name on a page of other words too', () => {
  for (const language of ['zh-CN', 'en'] as const) {
    const t = translator(language).getFixedT(language, ['targets', 'coverage']);
    for (const list of LIST_KEYS) expect(listName(t as never, list)).not.toMatch(/^list\./);
  }
});
