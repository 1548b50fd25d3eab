/** As people think of them: money first, then goods, then what describes them. */
const ORDER = ['orders', 'payouts', 'fulfillments', 'inventory', 'products', 'price-lists', 'customers']

/** For sorting flows as people list them. */
export const byImportance = (one: { readonly flow: string }, other: { readonly flow: string }): number =>
  ORDER.indexOf(one.flow) - ORDER.indexOf(other.flow)
