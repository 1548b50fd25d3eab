/**
 * What puts a document at the end of its day: ERPNext takes no return that comes before what it returns, and a document of a past
 * day is booked at the time of day at which it happens to be written.
 */
export const END_OF_DAY = { posting_time: '23:59:59' } as const
