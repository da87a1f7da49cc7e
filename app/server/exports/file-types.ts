export const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
