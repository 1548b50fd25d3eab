import type { ErrorKind } from '#lib/errors'
import type { OdooFailure } from './answer.ts'
import type { Call } from './client.ts'

/** One thing that Odoo says and what it means to us. The first rule that fits counts. */
export interface ErrorRule {
  readonly code: string
  /** Default `rejected`. */
  readonly kind?: ErrorKind
  /** Tried on the Python class; absent = any. */
  readonly name?: RegExp
  /** Tried on the message; its first group is handed to `says` and `subject`. */
  readonly message?: RegExp
  /** For the shop owner; default: Odoo's own words. */
  readonly says?: (found: string, about: Call) => string
  readonly subject?: (found: string, about: Call) => string
  readonly remedy?: string | ((failure: OdooFailure, about: Call) => string)
}

const CREDENTIALS: ErrorRule = {
  code: 'CREDENTIALS_REFUSED',
  kind: 'unauthorized',
  says: () => 'Odoo does not take the API key: it is wrong, or has expired.',
  remedy: 'Make a new API key for the API user (Preferences, Account Security) and enter it in the connection.',
}

const FIELD_UNKNOWN: ErrorRule = {
  code: 'FIELD_UNKNOWN',
  subject: (field, { model }) => `field:${model}.${field}`,
  remedy: 'Set the version of the connection to the version of the server.',
}

/** What passes by itself: the database rolled the whole request back. */
const PASSING: readonly ErrorRule[] = [
  {
    code: 'DATABASE_BUSY',
    kind: 'transient',
    name: /SerializationFailure|DeadlockDetected|LockNotAvailable|InFailedSqlTransaction|QueryCanceled/,
  },
  { code: 'DATABASE_BUSY', kind: 'transient', message: /could not serialize access|deadlock detected/i },
  { code: 'RECORD_LOCKED', kind: 'transient', name: /LockError$/ },
]

/** Who we are and what we may reach. */
const ACCESS: readonly ErrorRule[] = [
  { ...CREDENTIALS, name: /AccessDenied$|werkzeug\.exceptions\.Unauthorized$/ },
  {
    code: 'DATABASE_UNKNOWN',
    message: /database "([^"]*)" does not exist/,
    says: (name) => `The server has no database ${name}.`,
    remedy: 'Write the name of the database in the connection as the server knows it.',
  },
  { ...CREDENTIALS, message: /\(Record: res\.users\(/ },
  // The database behind Odoo is away, or has no connection left.
  { code: 'DATABASE_BUSY', kind: 'transient', name: /OperationalError$|PoolError$/ },
  {
    code: 'COMPANY_NOT_ALLOWED',
    name: /AccessError$/,
    message: /unauthorized or invalid companies/,
    says: () => 'The API user may not work in the company of this connection.',
    remedy: 'Allow the API user the company in Odoo (Settings, Users, Multi Companies), then retry.',
  },
  {
    code: 'RECORD_HIDDEN',
    name: /AccessError$/,
    message: /doesn't have '(\w+)' access to/,
    says: (_operation, { model }) => `A rule of Odoo hides a record of ${model} from the API user.`,
    subject: (_operation, { model }) => `model:${model}`,
    remedy: (_failure, { model }) =>
      `Give the API user the right to all documents of ${model} in Odoo (for orders “Sales: Administrator”), and to the company that the record belongs to, then retry.`,
  },
  {
    code: 'PERMISSION_MISSING',
    name: /AccessError$/,
    subject: (_found, { model }) => `model:${model}`,
    remedy: ({ groups }) =>
      groups.length === 0
        ? 'Give the API user the rights that the connection check names, then retry.'
        : `Give the API user one of these rights in Odoo (Settings, Users), then retry: ${groups.map((group) => `“${group.replace('/', ': ')}”`).join(', ')}.`,
  },
  {
    code: 'APP_MISSING',
    message: /(?:Object|the model) '?([a-z._]+)'? (?:doesn't|does not) exist/,
    says: (model) => `This Odoo has no ${model}: an app is not installed.`,
    subject: (model) => `model:${model}`,
    remedy: 'Install the app that the connection check names, or switch off what needs it.',
  },
  {
    code: 'METHOD_UNKNOWN',
    message: /[Tt]he method '([^']+)' does not exist/,
    remedy: 'Set the version of the connection to the version of the server.',
  },
  {
    code: 'REFERENCE_FIELD_MISSING',
    message: /(x_tillbridge_\w+)/,
    says: (field, { model }) => `${model} has no field ${field}.`,
    subject: (field) => `field:${field}`,
    remedy: 'Prepare the connection, which adds it, or let an administrator add it.',
  },
  { ...FIELD_UNKNOWN, message: /Invalid field '?([\w.]+)'?/ },
  // 19 says no more than the field's name when it is written.
  { ...FIELD_UNKNOWN, name: /KeyError$/, message: /^'?(\w+)'?$/ },
]

/** What is said about single documents. */
const DOCUMENTS: readonly ErrorRule[] = [
  {
    code: 'CUSTOMER_UNKNOWN',
    message: /\(Record: res\.partner\((\d+),/,
    says: (id) => `Odoo no longer has the customer ${id}.`,
    remedy: 'Nothing has to be done: the customer is looked for anew.',
  },
  {
    code: 'ITEM_UNKNOWN',
    message: /\(Record: product\.product\((\d+),/,
    says: (id) => `Odoo no longer has the item ${id}.`,
    subject: (id) => `item:${id}`,
    remedy: 'Add the item in Odoo or map the SKU to another one, then retry.',
  },
  {
    code: 'PERIOD_CLOSED',
    message: /lock date|locked period|prior to and inclusive/i,
    remedy: 'Open the period in Odoo (Accounting, Lock Dates), or let later documents be dated after it.',
  },
  {
    code: 'TAX_OF_OTHER_COUNTRY',
    message: /taxes that are not compatible with your fiscal position/,
    remedy: 'Map this tax to one whose country is the company’s, or that of the customer’s fiscal position.',
  },
  {
    code: 'VAT_NUMBER_INVALID',
    message: /VAT number \[([^\]]*)\]/,
    subject: (number) => `vat:${number}`,
    remedy: 'Correct the VAT number in the store, then retry.',
  },
  { code: 'RECORD_GONE', kind: 'conflict', name: /MissingError$/ },
]

export const ERROR_RULES: readonly ErrorRule[] = [...PASSING, ...ACCESS, ...DOCUMENTS]
