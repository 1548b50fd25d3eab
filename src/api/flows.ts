/** The flows, for what is built on the API. */
export { BOOKED_FLOWS, DATED_FLOWS, type DatedFlow, FLOWS } from '#model/flows'
