import { type ErrorRule, group } from './error-rule.ts'
import { DOCUMENT_RULES } from './error-rules-documents.ts'
import { RECORD_RULES } from './error-rules-records.ts'

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

/** In the order in which they are tried. */
export const ERROR_RULES: readonly ErrorRule[] = [...PASSING, ...ACCESS, ...RECORD_RULES, ...DOCUMENT_RULES, ...VALUES]
