import type { Message } from './controller.ts'

/** HTTP status by exception, as the framework's classes carry it; everything that is not listed and is a ValidationError is 417. */
const STATUS: Readonly<Record<string, number>> = {
  AuthenticationError: 401,
  SessionExpired: 401,
  PermissionError: 403,
  DoesNotExistError: 404,
  PageDoesNotExistError: 404,
  NameError: 409,
  DuplicateEntryError: 409,
  OutgoingEmailError: 501,
  SessionStopped: 503,
  InReadOnlyMode: 503,
  TooManyRequestsError: 429,
  RateLimitExceededError: 429,
  CSRFTokenError: 400,
  UnsupportedMediaType: 415,
  TypeError: 500,
  ImportError: 500,
  KeyError: 500,
  AttributeError: 500,
  IndexError: 500,
  ValueError: 500,
  OperationalError: 500,
  ProgrammingError: 500,
  JSONDecodeError: 500,
  InternalError: 500,
}

/** Exceptions of Python and of the database driver carry no status: 500. */
const FOREIGN_MODULES: ReadonlySet<string> = new Set(['', 'json.decoder', 'pymysql.err'])

export interface FrappeErrorOptions {
  /** Where the class lives: `frappe.exceptions` unless told; `''` for Python's own. */
  readonly module?: string
  readonly status?: number
  /** The exception's text when it differs from the message shown, or is empty. */
  readonly text?: string
  /** Title and indicator of the message; default `Message`, `red`. */
  readonly title?: string
  readonly indicator?: string
  /** `false`: nothing goes to `_server_messages`. */
  readonly show?: boolean
  /** Raised in ERPNext's own code: answered as `_exc_source: "erpnext (app)"`. */
  readonly app?: 'erpnext' | 'frappe'
  readonly asList?: readonly string[]
  /** The whole `exception` line where it does not follow from class and text. */
  readonly exceptionLine?: string
  /** Text of `_error_message`. */
  readonly errorMessage?: string
  /** `primary_action` of the message. */
  readonly primaryAction?: Readonly<Record<string, unknown>>
}

/**
 * A Python exception that ends the request: `excType` is what the answer's `exc_type` says, `message` what a person reads.
 * By default it is shown as a message (`frappe.throw`); with `show: false` it is only raised.
 */
export class FrappeError extends Error {
  readonly excType: string
  readonly status: number
  readonly options: FrappeErrorOptions
  /** The app whose code it came through; the frame sets it. */
  source: 'erpnext' | 'frappe'

  constructor(excType: string, message: string, options: FrappeErrorOptions = {}) {
    super(message)
    this.excType = excType
    this.status = options.status ?? (FOREIGN_MODULES.has(options.module ?? 'frappe') ? 500 : (STATUS[excType] ?? 417))
    this.options = options
    this.source = options.app ?? 'frappe'
  }

  /** As `exception` of the answer shows it: `frappe.exceptions.ValidationError: text`. */
  get exception(): string {
    const { module = 'frappe.exceptions', text = this.message, exceptionLine } = this.options
    if (exceptionLine !== undefined) return exceptionLine
    const name = module === '' ? this.excType : `${module}.${this.excType}`
    return text === '' ? name : `${name}: ${text}`
  }

  /** The message for `_server_messages`, `null` when it is raised without one. */
  get shown(): Message | null {
    if (this.options.show === false || this.message === '') return null
    return {
      message: this.message,
      title: this.options.title ?? 'Message',
      indicator: this.options.indicator ?? 'red',
      raiseException: true,
      ...(this.options.primaryAction === undefined ? {} : { primaryAction: this.options.primaryAction }),
    }
  }
}

/** `frappe.throw` in ERPNext's code: a ValidationError (417) unless another class is named. */
export function refuse(message: string, options: FrappeErrorOptions & { readonly excType?: string } = {}): never {
  throw new FrappeError(options.excType ?? 'ValidationError', message, { app: 'erpnext', ...options })
}
