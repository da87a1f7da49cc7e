/** 意见反馈: a person sees their own complaints, and the administrator, who has no household data, sees all. */
import type { Sql } from '~/database/connection/sql.server';

export type Complaint = {
  id: string;
  text: string;
  page: string | null;
  createdAt: string;
  answer: string | null;
  answeredAt: string | null;
};
export type ComplaintToAnswer = Complaint & { by: string | null; role: string | null; answeredBy: string | null };

const MOST = 200;

export async function insertComplaint(
  sql: Sql,
  complaint: { id: string; accountId: string; text: string; page: string | null; now: Date },
): Promise<void> {
  const { now, ...rest } = complaint;
  await (await sql.prisma()).complaint.create({ data: { ...rest, createdAt: now }, select: { id: true } });
}

const COLUMNS = { id: true, text: true, page: true, createdAt: true, answer: true, answeredAt: true } as const;
type Row = Omit<Complaint, 'createdAt' | 'answeredAt'> & { createdAt: Date; answeredAt: Date | null };

function complaintOf({ id, text, page, createdAt, answer, answeredAt }: Row): Complaint {
  return { id, text, page, createdAt: createdAt.toISOString(), answer, answeredAt: answeredAt?.toISOString() ?? null };
}

export async function complaintsOfAccount(sql: Sql, accountId: string): Promise<Complaint[]> {
  const rows = await (await sql.prisma()).complaint.findMany({
    where: { accountId },
    select: COLUMNS,
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: MOST,
  });
  return rows.map(complaintOf);
}

/** The unanswered ones first, and of those the oldest on top. */
export async function complaintsToAnswer(sql: Sql): Promise<ComplaintToAnswer[]> {
  const rows = await (await sql.prisma()).complaint.findMany({
    select: { ...COLUMNS, answeredBy: true, account: { select: { name: true, role: true } } },
    orderBy: [{ answeredAt: { sort: 'desc', nulls: 'first' } }, { createdAt: 'asc' }, { id: 'asc' }],
    take: MOST,
  });
  return rows.map((row) => ({
    ...complaintOf(row),
    by: row.account?.name ?? null,
    role: row.account?.role ?? null,
    answeredBy: row.answeredBy,
  }));
}

export async function storeAnswer(sql: Sql, id: string, answer: string, by: string, now: Date): Promise<boolean> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return false;
  const data = { answer, answeredBy: by, answeredAt: now };
  return (await (await sql.prisma()).complaint.updateMany({ where: { id }, data })).count > 0;
}
