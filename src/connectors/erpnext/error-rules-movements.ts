import { type ErrorRule, group } from './error-rule.ts'

/** What ERPNext objects to in credit notes and in goods that come back. */
export const RETURN_RULES: readonly ErrorRule[] = [
  {
    code: 'OVER_RETURNED',
    types: ['StockOverReturnError'],
    pattern: /Cannot return more than (?<left>\S+) for Item (?<item>.+)$/,
    subject: (match) => `item:${group(match, 'item')}`,
    message: (match) => `Only ${group(match, 'left')} of "${group(match, 'item')}" is left to give back in ERPNext.`,
    remedy: 'Look for a credit note or return that was made by hand in ERPNext; cancel it there and retry.',
  },
  {
    code: 'RETURN_RATE_TOO_HIGH',
    pattern: /Rate cannot be greater than the rate used in (?<doctype>\D+?) (?<name>\S+)$/,
    subject: (match) => `document:${group(match, 'name')}`,
    message: (match) => `More would be given back for a piece than ${group(match, 'name')} charged for it.`,
    remedy: 'Compare the credit with the document it corrects; book the difference in ERPNext by hand.',
  },
  {
    code: 'RETURN_BEFORE_ORIGINAL',
    pattern: /Posting timestamp must be after (?<moment>.+)$/,
    subject: (_match, about) => `date:${about.date ?? ''}`,
    message: (match, about) =>
      `The ${about.doctype} of ${about.date ?? 'that day'} would come before what it gives back, which ERPNext has on ${group(match, 'moment')}.`,
    remedy: 'Set a later booking date, or correct the date of the first document in ERPNext.',
  },
  {
    code: 'RETURN_PARTY_DIFFERS',
    pattern: /The Customer (?<customer>.+?) does not match with the Customer (?<other>.+?) in the .+? (?<name>\S+)$/,
    subject: (match) => `document:${group(match, 'name')}`,
    remedy: 'The document was moved to another customer in ERPNext. Move it back, or book the credit there by hand.',
  },
  {
    code: 'RETURN_EXCHANGE_RATE_DIFFERS',
    pattern: /Exchange Rate must be same as .+? (?<name>\S+) \(/,
    subject: (match) => `document:${group(match, 'name')}`,
    remedy: 'A credit note takes the rate of its invoice. Retry; if it stays, book the credit in ERPNext by hand.',
  },
]

/** What ERPNext objects to in the amounts of rows and the currencies of customers. */
export const AMOUNT_RULES: readonly ErrorRule[] = [
  {
    code: 'NEGATIVE_RATE_REFUSED',
    pattern: /For item (?<item>.+?), rate must be a positive number/,
    subject: (match) => `item:${group(match, 'item')}`,
    message: (match) => `ERPNext takes no negative price of "${group(match, 'item')}".`,
    remedy: "Enable 'Allow Negative rates for Items' in Selling Settings, or map to an account instead of an item.",
  },
  {
    code: 'PARTY_CURRENCY_DIFFERS',
    pattern:
      /Party Account (?<account>.+?) currency \((?<currency>\w+)\) and document currency \((?<other>\w+)\) should be same/,
    subject: (match) => `account:${group(match, 'account')}`,
    message: (match) =>
      `The customer's account "${group(match, 'account')}" is kept in ${group(match, 'currency')} and takes no document in ${group(match, 'other')}.`,
    remedy: 'Give the customer a receivable account in the currency of the company in ERPNext.',
  },
]

/** What ERPNext objects to in goods that move. */
export const STOCK_RULES: readonly ErrorRule[] = [
  {
    code: 'STOCK_INSUFFICIENT',
    types: ['NegativeStockError'],
    pattern:
      /^(?<missing>\S+) units of (?:Item )?(?<item>.+?) needed in (?:Warehouse )?(?<warehouse>.+?)(?: on .*)?(?: for .*)? to complete/,
    subject: (match) => `stock:${group(match, 'item')}:${group(match, 'warehouse')}`,
    message: (match) =>
      `${group(match, 'missing')} of "${group(match, 'item')}" is missing in the warehouse "${group(match, 'warehouse')}" of ERPNext.`,
    remedy:
      'Book the receipt of the goods in ERPNext, or map the location to the warehouse they left from, then retry.',
  },
  {
    code: 'SERIAL_OR_BATCH_MISSING',
    pattern: /Serial No \/ Batch No are mandatory for Item (?<item>.+)$/,
    subject: (match) => `item:${group(match, 'item')}`,
    message: (match) => `ERPNext wants to know which serial numbers or batches of "${group(match, 'item')}" left.`,
    remedy: 'Deliver this item in ERPNext by hand and skip the delivery here.',
  },
  {
    code: 'WAREHOUSE_MISSING',
    pattern: /Warehouse (?:is )?(?:required|mandatory) for stock Item (?<item>.+?)(?: in row.*)?$/i,
    subject: (match) => `item:${group(match, 'item')}`,
    remedy: 'Map the location to a warehouse, or set a default warehouse in the connection.',
  },
]

/** What ERPNext objects to in payments and journals. */
export const MONEY_RULES: readonly ErrorRule[] = [
  {
    code: 'PARTY_ACCOUNT_DIFFERS',
    pattern: /(?<name>\S+) is associated with (?<account>.+?), but Party Account is (?<other>.+)$/,
    subject: (match) => `document:${group(match, 'name')}`,
    message: (match) =>
      `${group(match, 'name')} stands on the account "${group(match, 'account')}", the payment goes through "${group(match, 'other')}".`,
    remedy: 'Choose the receivable account in the connection that ERPNext uses for its invoices, then retry.',
  },
  {
    code: 'PARTY_ACCOUNT_DIFFERS',
    pattern: /Party \/ Account does not match with .+? in (?:Sales Invoice|Sales Order) (?<name>\S+)$/,
    subject: (match) => `document:${group(match, 'name')}`,
    remedy: 'The document stands on another account or customer in ERPNext. Correct that, or book the journal by hand.',
  },
  {
    code: 'ACCOUNT_IS_GROUP',
    pattern: /Account (?<account>.+?) is a Group Account/,
    subject: (match) => `account:${group(match, 'account')}`,
    message: (match) => `The account "${group(match, 'account')}" is a group, on which nothing can be booked.`,
    remedy: 'Map to a single account.',
  },
  {
    code: 'ACCOUNT_DISABLED',
    pattern: /Cannot create accounting entries against disabled accounts: (?<account>.+)$/,
    subject: (match) => `account:${group(match, 'account')}`,
    remedy: 'Enable the account in ERPNext, or map to another.',
  },
  {
    code: 'COST_CENTER_MISSING',
    pattern: /Cost Center is required for .+ account (?<account>.+?)\.?$/,
    subject: (match) => `account:${group(match, 'account')}`,
    remedy: 'Choose a cost center in the connection, or set one in the company in ERPNext.',
  },
  {
    code: 'JOURNAL_CURRENCY',
    pattern: /Please check Multi Currency option/,
    remedy: 'A mapped account is kept in another currency. Map to an account in the company’s currency.',
  },
  {
    code: 'PAYMENT_DIFFERENCE',
    pattern: /Difference Amount must be zero/,
    remedy: 'The accounts of the payment are kept in currencies that do not fit it. Map to another account.',
  },
]
