import { describe, expect, it } from 'vitest';
import { errorsName } from '~/server/workflows/imports/import-job.server';

describe('the name of the workbook of errors', () => {
  it('is that of the uploaded one', () => {
    expect(errorsName('朔城区 台账.xlsx')).toBe('朔城区 台账.errors.xlsx');
    expect(errorsName('..')).toBe('import.errors.xlsx');
  });

  it('fits a file system when the uploaded one just did', () => {
    for (const name of [`${'户'.repeat(83)}1.xlsx`, `${'a=;'.repeat(83)}b.xlsx`, '𠮷'.repeat(255)]) {
      const errors = errorsName(name);
      expect(Buffer.byteLength(errors)).toBeLessThanOrEqual(255);
      expect(errors).toMatch(/^(户+|[ab=;]+|𠮷+)\.errors\.xlsx$/u);
    }
  });
});
