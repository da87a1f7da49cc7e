import { QUANTITY_PLACES, unscaled } from '~/domain/subsidy/exact-decimal';

/** A quantity in its unit: 1,500 m³. */
export function quantityText(quantity: number): string {
  return groupedText(unscaled(quantity, QUANTITY_PLACES));
}

/** 1234.5 → 1,234.5. */
export function groupedText(text: string): string {
  const [whole, fraction] = text.split('.');
  return `${Number(whole).toLocaleString('en-US')}${fraction ? `.${fraction}` : ''}`;
}
