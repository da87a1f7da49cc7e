type Asked = { season: string; asOf?: string | null; look?: string; done?: string };

/** The evaluation report of a division; without a day, as of today. */
export function evaluationAddress(code: string, asked: Asked): string {
  return `/reports/${code}/evaluation${queryOf(asked)}`;
}

export function evaluationWordAddress(code: string, asked: Asked): string {
  return `/reports/${code}/evaluation/word${queryOf(asked)}`;
}

function queryOf(asked: Asked): string {
  return `?${new URLSearchParams(Object.entries(asked).filter((entry): entry is [string, string] => Boolean(entry[1]))).toString()}`;
}
