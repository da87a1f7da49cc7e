import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { safeReturnPath } from '~/domain/access/safe-return-path';
import { refuse } from '~/domain/problems';
import { savedViewSchema, viewNameSchema } from '~/domain/tables/saved-view';
import { TABLE_LISTS } from '~/domain/tables/table-view';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { SavedViewsScreen } from '~/screens/tables/saved-views-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { allSavedViews, deleteSavedView, keepView, rememberColumns, renameSavedView } from '~/server/workflows/access/table-choices.server';

export const handle = pageTitle('tables:manage.title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  return { views: await allSavedViews(requestContext().db, person.accountId) };
}

const columnsSchema = z.object({
  list: z.enum(TABLE_LISTS, 'table.view-unknown'),
  columns: z.array(z.string().regex(/^\w{1,40}$/, 'table.view-unknown')).max(40, 'table.view-unknown'),
});
const idSchema = z.object({ id: z.uuid('table.view-unknown') });
const renameSchema = idSchema.extend({ name: viewNameSchema });

/** 选列 and 常用视图 of the person's own account. Both come back to the table they were pressed at. */
export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  const { db } = requestContext();
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const back = safeReturnPath(String(typed.back ?? '/tables'));
      switch (typed.do) {
        case 'columns':
        case 'usual-columns': {
          const ticked = typed.do === 'columns' ? [typed.columns ?? []].flat() : [];
          const { list, columns } = parseForm(columnsSchema, { list: typed.list ?? '', columns: ticked });
          await rememberColumns(db, person.accountId, list, columns);
          return redirect(columns.length === 0 ? back : `${back}${back.includes('?') ? '&' : '?'}cols=${columns.join(',')}`);
        }
        case 'save': {
          const view = parseForm(savedViewSchema, typed);
          if (safeReturnPath(view.address) !== view.address) refuse('table.view-unknown');
          await keepView(db, person.accountId, view);
          return redirect(back);
        }
        case 'rename': {
          const { id, name } = parseForm(renameSchema, typed);
          await renameSavedView(db, person.accountId, id, name);
          return redirect('/tables');
        }
        default:
          await deleteSavedView(db, person.accountId, parseForm(idSchema, typed).id);
          return redirect('/tables');
      }
    },
    { 'table.view-name-taken': 'name', 'table.too-many-views': 'name' },
  );
}

export default function Tables() {
  const { views } = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  return <SavedViewsScreen views={views} reply={reply} />;
}
