import type { Fields } from './sales-head.ts'

/**
 * The same document at the end of its day, once: ERPNext takes no return that comes before what it returns, and a document of a
 * past day is booked at the time of day at which it happens to be written.
 */
export const atEndOfDay = (fields: Fields): Fields | null =>
  fields['posting_time'] === undefined ? { ...fields, posting_time: '23:59:59' } : null
