import { z } from 'zod';
import { PLACE_IN_LIST, TABLE_LISTS, type TableList } from './table-view';

/** 常用视图: a table as somebody keeps it: the list, a name, and the address with its filters, order and columns. */
export type SavedView = { id: string; list: TableList; name: string; address: string };

/** As many as fit a menu that is read at a glance. */
export const MOST_SAVED_VIEWS = 30;

export const viewNameSchema = z.string().trim().min(1, 'table.view-name-missing').max(30, 'table.view-name-too-long');

export const savedViewSchema = z.object({
  list: z.enum(TABLE_LISTS, 'table.view-unknown'),
  name: viewNameSchema,
  address: z.string().max(2000, 'table.address-too-long').transform(keptAddress),
});

/** The address as it is kept: without the page somebody had turned to. */
export function keptAddress(address: string): string {
  const [path = '', query = ''] = address.split('?');
  const parameters = new URLSearchParams(query);
  for (const name of PLACE_IN_LIST) parameters.delete(name);
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}
