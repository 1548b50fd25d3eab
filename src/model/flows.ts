/** What moves between the systems of an integration, by the kind of its records. */
export const FLOWS = ['orders', 'payouts', 'inventory', 'products', 'price-lists', 'customers', 'fulfillments'] as const
export type FlowName = (typeof FLOWS)[number]

/** Flows whose records have days, so that those of past days can be brought in; stock is only as it is now. */
export const DATED_FLOWS = ['orders', 'payouts', 'customers', 'products', 'price-lists', 'fulfillments'] as const
export type DatedFlow = (typeof DATED_FLOWS)[number]

/** Flows that write documents into the books: only these can be taken back. */
export const BOOKED_FLOWS = ['orders', 'payouts'] as const satisfies readonly FlowName[]
