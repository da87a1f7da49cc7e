/**
 * 抄表: a supplier's reading list, by meter numbers. It is no sheet of the contract, because suppliers know meters and not the
 * numbers of households. Each row becomes a row of 用能计量 of the household that has the meter
 * (docs/decisions/0022-meter-readings.md).
 */
export const READING_LIST = {
  key: ['meter', 'season', 'energy'],
  columns: [
    { title: '表号', key: 'meter', type: 'text', required: true },
    { title: '原表号', key: 'oldMeter', type: 'text' },
    { title: '用户名称', key: 'customer', type: 'text' },
    { title: '采暖季', key: 'season', type: 'text', required: true },
    { title: '能源', key: 'energy', type: 'enum', required: true, enum: 'energy' },
    { title: '起始表底', key: 'startReading', type: 'decimal' },
    { title: '结束表底', key: 'endReading', type: 'decimal' },
    { title: '用量', key: 'usage', type: 'decimal' },
    { title: '来源', key: 'source', type: 'text', required: true },
  ],
};
