import type { Message } from './controller.ts'
import type { FrappeError } from './frappe-error.ts'
import { pythonJson } from './python.ts'
import type { Session } from './session.ts'

const ID_BYTES = 28
let throws = 0

/** The id that the framework gives each thrown message: 56 hex digits. */
function exceptionId(): string {
  throws += 1
  return throws.toString(16).padStart(ID_BYTES * 2, '0')
}

function messageJson(message: Message): string {
  return pythonJson({
    message: message.message,
    title: message.title ?? 'Message',
    indicator: message.indicator,
    alert: message.alert === true ? 1 : undefined,
    as_table: message.asTable === true ? 1 : undefined,
    raise_exception: message.raiseException === true ? 1 : undefined,
    __frappe_exc_id: message.raiseException === true ? exceptionId() : undefined,
    primary_action: message.primaryAction,
  })
}

/** `_server_messages`: JSON in JSON. */
export function serverMessages(messages: readonly Message[]): string | undefined {
  return messages.length === 0 ? undefined : pythonJson(messages.map(messageJson))
}

/** The text of a traceback whose last line is the exception; where it came from is the server's own business. */
function traceback(error: FrappeError): string {
  return `Traceback (most recent call last):\n  File "apps/frappe/frappe/app.py", in application\n${error.exception}\n`
}

/** The error body of API v1. With tracebacks off, or for what was not found, only the type and the messages are left. */
export function errorBodyV1(error: FrappeError, session: Session, tracebacks: boolean): Record<string, unknown> {
  const messages = serverMessages(shownMessages(error, session))
  const detailed = tracebacks && error.status !== 404
  return dropUndefined({
    exception: detailed ? error.exception : undefined,
    exc_type: error.excType,
    _exc_source: detailed && error.source === 'erpnext' ? 'erpnext (app)' : undefined,
    exc: detailed ? pythonJson([traceback(error)]) : undefined,
    _server_messages: messages,
    _error_message: error.options.errorMessage,
    _debug_messages: session.debug.length > 0 ? pythonJson(session.debug) : undefined,
  })
}

/** The error body of API v2: one entry per message, or one without. */
export function errorBodyV2(error: FrappeError, session: Session, tracebacks: boolean): Record<string, unknown> {
  const detailed = tracebacks && error.status !== 404
  const last = shownMessages(error, session).at(-1)
  return {
    errors: [
      dropUndefined({
        type: error.excType,
        exception: detailed ? traceback(error) : undefined,
        message: last?.message,
        title: last === undefined ? undefined : (last.title ?? 'Message'),
        indicator: last?.indicator,
      }),
    ],
  }
}

function shownMessages(error: FrappeError, session: Session): Message[] {
  return error.shown === null ? session.messages : [...session.messages, error.shown]
}

function dropUndefined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
