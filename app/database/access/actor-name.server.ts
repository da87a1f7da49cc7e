import { OPERATOR } from '~/domain/access/person';

/**
 * The name of who did something, of the user name that was recorded: the account's, 命令行 for what was done at the command line, the
 * user name itself when the account no longer exists.
 */
export function actorName(username: string): string {
  return `coalesce((SELECT a.name FROM account a WHERE a.username = ${username}),
    CASE ${username} WHEN '${OPERATOR.username}' THEN '${OPERATOR.name}' ELSE ${username} END)`;
}
