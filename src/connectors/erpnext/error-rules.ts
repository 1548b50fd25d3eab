import type { ErrorKind } from '#lib/errors'

/** What a call was about, for messages and for grouping what one fix solves. */
export interface About {
  readonly doctype: string
  /** Booking date `YYYY-MM-DD`, when the call writes a dated document. */
  readonly date?: string
}

/** One thing that ERPNext says and what it means to us. The first rule that fits counts. */
export interface ErrorRule {
  readonly code: string
  /** Default `rejected`. */
  readonly kind?: ErrorKind
  /** Exception names; absent = any. */
  readonly types?: readonly string[]
  /** Tried on each message (newest first), then on the exception and the hint; absent = the type alone decides. */
  readonly pattern?: RegExp
  readonly subject?: (match: Match, about: About) => string
  /** For the shop owner; default: ERPNext's own words. */
  readonly message?: (match: Match, about: About) => string
  readonly remedy?: string
}

/** Named groups of the pattern; empty texts when a group or the pattern is absent. */
export type Match = Readonly<Record<string, string>>

const group = (match: Match, name: string): string => match[name] ?? ''
const month = (about: About): string => (about.date ?? '').slice(0, 7)

const periodClosed = {
  code: 'PERIOD_CLOSED',
  subject: (_match: Match, about: About) => `period:${month(about)}`,
  message: (_match: Match, about: About) =>
    `ERPNext's books are closed for ${about.date ?? 'that date'}, so the ${about.doctype} was refused.`,
  remedy: 'Open the period in ERPNext, or set a later booking date in the integration, then retry.',
} satisfies ErrorRule

const unknownLink = (code: string, label: string, what: string, prefix: string, remedy: string): ErrorRule => ({
  code,
  types: ['LinkValidationError'],
  pattern: new RegExp(`Could not find (?:Row #\\d+: )?(?:${label}): (?<value>.+?)(?:, Row #\\d+: .*)?$`),
  subject: (match) => `${prefix}:${group(match, 'value')}`,
  message: (match) => `ERPNext knows no ${what} called "${group(match, 'value')}".`,
  remedy,
})

/** Nothing was changed; the same call may work later. */
const PASSING: readonly ErrorRule[] = [
  {
    code: 'ERPNEXT_BUSY',
    kind: 'transient',
    types: ['SessionStopped', 'InReadOnlyMode', 'QueueOverloaded'],
    message: () => 'ERPNext is in maintenance or overloaded and takes no calls right now.',
  },
  {
    code: 'ERPNEXT_LOCKED',
    kind: 'transient',
    types: ['QueryDeadlockError', 'QueryTimeoutError'],
    message: () => 'Two documents were written to ERPNext at the same time and got in each other’s way.',
  },
  {
    // The database rolls the whole request back: 1213 deadlock, 1205 lock wait time-out, 1020 changed since it was read.
    code: 'ERPNEXT_LOCKED',
    kind: 'transient',
    pattern: /Deadlock found|Lock wait timeout exceeded|Record has changed since last read|\((?:1213|1205|1020),/,
    message: () => 'Two documents were written to ERPNext at the same time and got in each other’s way.',
  },
  {
    code: 'REFERENCE_EXISTS',
    kind: 'conflict',
    types: ['UniqueValidationError'],
    pattern: /tillbridge_ref|Tillbridge Reference/,
    message: (_match, about) => `ERPNext already has a ${about.doctype} with this reference.`,
  },
  {
    code: 'RECORD_CHANGED',
    kind: 'conflict',
    types: ['TimestampMismatchError', 'DocumentLockedError'],
    message: (_match, about) => `Somebody changed the ${about.doctype} in ERPNext at the same moment.`,
  },
]

const ACCESS: readonly ErrorRule[] = [
  {
    code: 'CREDENTIALS_REFUSED',
    kind: 'unauthorized',
    types: ['AuthenticationError', 'SessionExpired'],
    message: () => 'ERPNext does not accept the API key and secret.',
    remedy:
      'Generate new keys for the user in ERPNext (User → Settings → API Access) and enter them in the connection.',
  },
  {
    // Without credentials Frappe answers 403 for the guest, not 401: something on the way took the header off.
    code: 'CREDENTIALS_LOST',
    kind: 'unauthorized',
    types: ['PermissionError'],
    pattern: /User Guest /,
    message: () => 'ERPNext did not see the API key: a proxy in front of it seems to remove the Authorization header.',
    remedy: 'Let the proxy pass the Authorization header on to ERPNext.',
  },
  {
    code: 'PERMISSION_MISSING',
    types: ['PermissionError'],
    pattern: /(?:Insufficient Permission|No permission) for (?<doctype>[^(]+?)(?: \((?<right>\w+)\))?$/,
    subject: (match) => `doctype:${group(match, 'doctype')}`,
    message: (match) =>
      `The API user may not ${group(match, 'right') || 'use'} ${group(match, 'doctype')} records in ERPNext.`,
    remedy: 'Give the user a role with this right, or remove a User Permission that narrows it to another company.',
  },
  {
    code: 'PERMISSION_MISSING',
    types: ['PermissionError'],
    subject: (_match, about) => `doctype:${about.doctype}`,
    message: (_match, about) => `The API user may not do this with ${about.doctype} records in ERPNext.`,
    remedy: 'Give the user a role with this right, or remove a User Permission that narrows it to another company.',
  },
  {
    code: 'WORKFLOW_REFUSED',
    types: ['WorkflowPermissionError', 'WorkflowStateError', 'WorkflowTransitionError'],
    subject: (_match, about) => `doctype:${about.doctype}`,
    remedy:
      'An active Workflow keeps the document from being submitted. Deactivate it or allow the API user the transition.',
  },
]

const MASTER_DATA: readonly ErrorRule[] = [
  {
    code: 'ITEM_UNKNOWN',
    types: ['DoesNotExistError'],
    pattern: /^Item (?<item>.+) not found$/,
    subject: (match) => `item:${group(match, 'item')}`,
    message: (match) => `ERPNext has no item "${group(match, 'item')}".`,
    remedy: 'Create the item in ERPNext, map the product to another item, or let the connection create missing items.',
  },
  {
    code: 'CUSTOMER_UNKNOWN',
    types: ['DoesNotExistError'],
    pattern: /^Customer (?<customer>.+) not found$/,
    subject: (match) => `customer:${group(match, 'customer')}`,
    message: (match) => `The customer "${group(match, 'customer')}" is no longer in ERPNext.`,
    remedy: 'Restore or rename the customer back, then retry.',
  },
  unknownLink(
    'ITEM_UNKNOWN',
    'Item Code|Item',
    'item',
    'item',
    'Create the item in ERPNext or map the product to another.',
  ),
  unknownLink(
    'WAREHOUSE_UNKNOWN',
    '[^:]*Warehouse',
    'warehouse',
    'warehouse',
    'Map the location to a warehouse that exists.',
  ),
  unknownLink(
    'COST_CENTER_UNKNOWN',
    'Cost Center',
    'cost center',
    'cost-center',
    'Choose another cost center in the connection.',
  ),
  unknownLink(
    'ACCOUNT_UNKNOWN',
    'Account[^:]*|Debit To|Income Account|Default Account',
    'account',
    'account',
    'Map to an account that exists.',
  ),
  unknownLink(
    'COUNTRY_UNKNOWN',
    'Country',
    'country',
    'country',
    'Add the country in ERPNext under the name it is known by.',
  ),
  unknownLink(
    'PAYMENT_MODE_UNKNOWN',
    'Mode of Payment',
    'mode of payment',
    'mode',
    'Map to a mode of payment that exists.',
  ),
  {
    code: 'LINK_UNKNOWN',
    types: ['LinkValidationError'],
    pattern: /Could not find (?:Row #\d+: )?(?<label>.+?): (?<value>.+?)(?:, Row #\d+: .*)?$/,
    subject: (match) => `${group(match, 'label')}:${group(match, 'value')}`,
    message: (match) => `ERPNext has no ${group(match, 'label')} called "${group(match, 'value')}".`,
    remedy: 'Create it in ERPNext or choose another in the mapping.',
  },
  {
    code: 'ACCOUNT_UNKNOWN',
    pattern: /Account (?<account>.+) does not belong to company (?<company>.+)$/i,
    subject: (match) => `account:${group(match, 'account')}`,
    message: (match) => `The account "${group(match, 'account')}" is not an account of ${group(match, 'company')}.`,
    remedy: 'Map to an account of this company.',
  },
  {
    code: 'WAREHOUSE_UNKNOWN',
    types: ['InvalidWarehouseCompany'],
    pattern: /Warehouse (?<warehouse>.+) does not belong to company/,
    subject: (match) => `warehouse:${group(match, 'warehouse')}`,
    message: (match) => `The warehouse "${group(match, 'warehouse')}" belongs to another company.`,
    remedy: 'Map the location to a warehouse of this company.',
  },
  {
    code: 'CUSTOMER_DISABLED',
    types: ['PartyDisabled', 'PartyFrozen'],
    pattern: /^(?:Customer )?(?<customer>.+) is (?<state>disabled|frozen)$/,
    subject: (match) => `customer:${group(match, 'customer')}`,
    message: (match) => `The customer "${group(match, 'customer')}" is ${group(match, 'state')} in ERPNext.`,
    remedy: 'Enable the customer in ERPNext, then retry.',
  },
  {
    code: 'ITEM_DISABLED',
    pattern: /^Item (?<item>.+?) (?:is disabled|has reached its end of life.*)$/,
    subject: (match) => `item:${group(match, 'item')}`,
    remedy: 'Enable the item in ERPNext, or map the product to another.',
  },
  {
    code: 'ITEM_IS_TEMPLATE',
    pattern: /^Item (?<item>.+?) is a template/,
    subject: (match) => `item:${group(match, 'item')}`,
    remedy: 'Map the product to one of the item’s variants.',
  },
  {
    code: 'CREDIT_LIMIT',
    pattern: /Credit limit has been crossed for customer (?<customer>.+?) \(/,
    subject: (match) => `customer:${group(match, 'customer')}`,
    remedy: 'Raise the customer’s credit limit in ERPNext, or let it be bypassed for orders, then retry.',
  },
]

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
    pattern: /Allocated Amount cannot be greater than outstanding/,
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
    pattern: /(?:Sales Order|Delivery Note) required for Item/i,
    remedy:
      "Turn off 'Sales Order required' or 'Delivery Note required' in Selling Settings, or create orders as well.",
  },
  {
    code: 'SELLING_PRICE_REFUSED',
    pattern: /Selling (?:rate|price) for item .+ is lower than/i,
    remedy: "Turn off 'Validate Selling Price for Item' in Selling Settings: the sale has already taken place.",
  },
]

const VALUES: readonly ErrorRule[] = [
  { code: 'EMAIL_INVALID', types: ['InvalidEmailAddressError'], remedy: 'Correct the e-mail address in the store.' },
  { code: 'PHONE_INVALID', types: ['InvalidPhoneNumberError'], remedy: 'Correct the phone number in the store.' },
  { code: 'TEXT_TOO_LONG', types: ['CharacterLengthExceededError'], remedy: 'Shorten the text in the store.' },
  { code: 'NAME_REFUSED', types: ['NameError'], remedy: 'Rename it in the store without the characters < and >.' },
  { code: 'NAME_EXISTS', types: ['DuplicateEntryError'], remedy: 'Rename the record in ERPNext, then retry.' },
  {
    code: 'DUPLICATE_VALUE',
    types: ['UniqueValidationError'],
    remedy: 'Find the other record with this value in ERPNext.',
  },
  { code: 'DOCUMENT_UNKNOWN', types: ['DoesNotExistError'], remedy: 'Restore the record in ERPNext, then retry.' },
  {
    // A Custom Field that was refused stays in Frappe's cached description of the DocType until the cache is cleared.
    code: 'FIELD_CACHE_BROKEN',
    pattern: /Unknown column/,
    subject: (_match, about) => `doctype:${about.doctype}`,
    remedy: 'Run "bench clear-cache" on the ERPNext server, then retry.',
  },
  {
    code: 'BAD_REQUEST',
    kind: 'bug',
    types: ['CSRFTokenError'],
    message: () => 'ERPNext took the call for one of a browser.',
  },
]

export const ERROR_RULES: readonly ErrorRule[] = [
  ...PASSING,
  ...ACCESS,
  ...MASTER_DATA,
  ...DATES_AND_RATES,
  ...DOCUMENTS,
  ...VALUES,
]
