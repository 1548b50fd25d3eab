import { type About, type ErrorRule, group, type Match } from './error-rule.ts'
import { AMOUNT_RULES, MONEY_RULES, RETURN_RULES, STOCK_RULES } from './error-rules-movements.ts'

const month = (about: About): string => (about.date ?? '').slice(0, 7)

const periodClosed = {
  code: 'PERIOD_CLOSED',
  subject: (_match: Match, about: About) => `period:${month(about)}`,
  message: (_match: Match, about: About) =>
    `ERPNext's books are closed for ${about.date ?? 'that date'}, so the ${about.doctype} was refused.`,
  remedy: 'Open the period in ERPNext, or set a later booking date in the integration, then retry.',
} satisfies ErrorRule

const DATES_AND_RATES: readonly ErrorRule[] = [
  { ...periodClosed, types: ['ClosedAccountingPeriod', 'StockFreezeError'] },
  { ...periodClosed, pattern: /not authorized to add or update entries before|Books have been closed till/ },
  {
    code: 'FISCAL_YEAR_MISSING',
    types: ['FiscalYearError'],
    subject: (_match, about) => `period:${month(about)}`,
    remedy: 'Create the fiscal year in ERPNext, or set a later booking date in the integration, then retry.',
  },
  {
    code: 'EXCHANGE_RATE_MISSING',
    pattern: /(?:exchange rate for|record is not created for) (?<from>[A-Z]{3}) to (?<to>[A-Z]{3})/i,
    subject: (match) => `currency:${group(match, 'from')}`,
    message: (match) =>
      `ERPNext has no exchange rate from ${group(match, 'from')} to ${group(match, 'to')} for that day.`,
    remedy: 'Add a Currency Exchange record in ERPNext, or a conversion rate in the connection.',
  },
]

const DOCUMENTS: readonly ErrorRule[] = [
  {
    code: 'PO_NUMBER_EXISTS',
    pattern: /(?<order>\S+) already exists against Customer's Purchase Order (?<number>.+?)\. /,
    subject: (match) => `order:${group(match, 'order')}`,
    remedy: "Enable 'Allow Multiple Sales Orders Against a Customer's Purchase Order' in Selling Settings.",
  },
  {
    code: 'MANDATORY_FIELD_MISSING',
    types: ['MandatoryError'],
    pattern: /Value missing for:? (?:(?<doctype>[^:]+): )?(?<field>.+)$/,
    subject: (match, about) => `field:${group(match, 'doctype') || about.doctype}:${group(match, 'field')}`,
    message: (match, about) =>
      `ERPNext demands a value for "${group(match, 'field')}" in ${group(match, 'doctype') || about.doctype}.`,
    remedy: 'Fill the field with a field override in the mapping, or make it optional in ERPNext.',
  },
  {
    code: 'OVER_DELIVERED',
    types: ['OverAllowanceError'],
    pattern: /over limit by Qty (?<quantity>\S+) for item (?<item>.+?)\. /,
    subject: (match) => `item:${group(match, 'item')}`,
    message: (match) =>
      `ERPNext's order has ${group(match, 'quantity')} less of "${group(match, 'item')}" left to deliver.`,
    remedy: 'Look for a Delivery Note that was made by hand in ERPNext; cancel it there and retry.',
  },
  {
    code: 'OVER_BILLED',
    types: ['OverAllowanceError'],
    subject: (_match, about) => `doctype:${about.doctype}`,
    remedy: 'The order was already billed in ERPNext. Cancel the other invoice there, or allow over-billing.',
  },
  {
    code: 'DOCUMENT_ALREADY_PAID',
    pattern: /(?<name>\S+) has already been (?:fully|partly) paid/,
    subject: (match) => `document:${group(match, 'name')}`,
    remedy: 'Someone booked a payment in ERPNext by hand. Cancel it there and retry, or skip this payment here.',
  },
  {
    code: 'PAYMENT_EXCEEDS_OPEN',
    pattern: /Allocated Amount cannot be greater than outstanding|cannot be greater than Outstanding Amount/,
    message: () => 'The payment is larger than what is still open on the document in ERPNext.',
    remedy: 'Look for a payment or credit that was booked by hand in ERPNext; cancel it there and retry.',
  },
  {
    code: 'DOCUMENT_NOT_SUBMITTED',
    pattern: /(?<name>\S+) must be submitted$/,
    subject: (match) => `document:${group(match, 'name')}`,
    remedy: 'Submit the document in ERPNext, then retry.',
  },
  {
    code: 'DOCUMENT_IN_USE',
    types: ['LinkExistsError'],
    pattern: /because (?<name>.+?) is linked with (?<other>.+?)(?: at Row: \d+)?$/,
    subject: (match) => `document:${group(match, 'other')}`,
    message: (match) => `${group(match, 'name')} cannot be cancelled while ${group(match, 'other')} points at it.`,
    remedy: 'Cancel the other document in ERPNext first, then retry.',
  },
  { code: 'ALREADY_CANCELLED', pattern: /Cannot edit cancelled document/ },
  {
    code: 'ORDER_CLOSED',
    pattern: /Closed order cannot be cancelled|(?<name>\S+) is Closed$/,
    remedy: 'Re-open the order in ERPNext, then retry.',
  },
  {
    code: 'ITEM_TWICE_REFUSED',
    pattern: /Item (?<item>.+?) entered multiple times/,
    message: (match) => `ERPNext does not allow the item "${group(match, 'item')}" in two rows of one document.`,
    remedy: "Enable 'Allow Item to be Added Multiple Times in a Transaction' in Selling Settings.",
  },
  {
    code: 'QUANTITY_NOT_WHOLE',
    types: ['UOMMustBeIntegerError'],
    pattern: /in UOM (?<unit>.+?)\.?$/,
    subject: (match) => `unit:${group(match, 'unit')}`,
    remedy: "Disable 'Must be Whole Number' for the unit in ERPNext, or map the product to an item with another unit.",
  },
  {
    code: 'PREDECESSOR_REQUIRED',
    pattern: /(?:Sales Order|Delivery Note) (?:is )?(?:required|mandatory) for Item/i,
    remedy:
      "Turn off 'Sales Order required' or 'Delivery Note required' in Selling Settings, or create orders as well.",
  },
  {
    code: 'SAME_RATE_DEMANDED',
    pattern: /Rate must be same as .+?: (?<name>\S+)/,
    subject: (match) => `document:${group(match, 'name')}`,
    remedy:
      "Turn off 'Maintain Same Rate Throughout Sales Cycle' in Selling Settings: prices may change after an order.",
  },
  {
    code: 'SELLING_PRICE_REFUSED',
    pattern: /Selling (?:rate|price) for item .+ is lower than/i,
    remedy: "Turn off 'Validate Selling Price for Item' in Selling Settings: the sale has already taken place.",
  },
]

/** What ERPNext objects to in a document itself. */
export const DOCUMENT_RULES: readonly ErrorRule[] = [
  ...DATES_AND_RATES,
  ...AMOUNT_RULES,
  ...RETURN_RULES,
  ...STOCK_RULES,
  ...MONEY_RULES,
  ...DOCUMENTS,
]
