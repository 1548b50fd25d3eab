import { asTillbridgeError, TillbridgeError, type TillbridgeErrorOptions } from '#lib/errors'
import { failureByRule } from '#generic/failure-rules'
import { CommitLost } from './driver.ts'
import type { SqlSettings } from './settings.ts'

interface DatabaseError {
  readonly message: string
  /** SQLSTATE, e.g. `23505`; `''` when the database did not speak. */
  readonly state: string
  /** MySQL's own number. */
  readonly number: number
  /** Of Node or of the driver. */
  readonly code: string
  readonly constraint: string | null
  readonly table: string | null
  readonly detail: string | null
}

function databaseError(error: unknown): DatabaseError {
  const told = (error ?? {}) as Record<string, unknown>
  const text = (name: string): string | null => (typeof told[name] === 'string' ? told[name] : null)
  const code = text('code') ?? ''
  const isPostgres = 'severity' in told
  return {
    message: text('sqlMessage') ?? text('message') ?? String(error),
    state: text('sqlState') ?? (isPostgres ? code : ''),
    number: typeof told['errno'] === 'number' ? told['errno'] : 0,
    code,
    constraint:
      text('constraint') ??
      /for key '([^']+)'|CONSTRAINT `([^`]+)`/
        .exec(text('sqlMessage') ?? '')
        ?.slice(1)
        .find(Boolean) ??
      null,
    table: text('table'),
    detail: text('detail'),
  }
}

export const isDuplicate = (error: unknown): boolean => {
  const { state, number } = databaseError(error)
  return state === '23505' || number === 1062
}

/** What a failed transaction means. Only its last word can leave its outcome open: everything before is undone. */
export async function sqlFailure(settings: SqlSettings, error: unknown, where: string): Promise<TillbridgeError> {
  if (error instanceof TillbridgeError) return error
  if (error instanceof CommitLost) {
    return new TillbridgeError({
      kind: 'outcome-unknown',
      code: 'ANSWER_LOST',
      message: `The connection to ${settings.name} broke while a transaction was committed. It is looked up before anything is written again.`,
      remedy: 'Nothing to do if it passes; otherwise check that the database is up and reachable from here.',
      detail: { operation: where },
      cause: error,
    })
  }
  const told = databaseError(error)
  if (!isOfDatabase(told)) return asTillbridgeError(error)
  const { state, number, code, constraint } = told
  const detail = { operation: where, state, number, code, constraint, said: told.detail }
  const byRule = await failureByRule(settings.failures, { facts: { ...told, settings: settings.values }, detail })
  if (byRule !== null) return byRule
  const meaning = meaningOf(told, settings.name, where)
  const subject = meaning.kind === 'rejected' ? { subject: `operation:${where}:${state || code}` } : {}
  return new TillbridgeError({ ...meaning, ...subject, detail, cause: error })
}

// Drivers tell some losses of a connection by nothing but a text. What is none of these is a mistake of ours.
const isOfDatabase = ({ state, number, code, message }: DatabaseError): boolean =>
  state !== '' ||
  number !== 0 ||
  /^(E[A-Z]+|PROTOCOL_|ER_|CERT_|DEPTH_|SELF_SIGNED)/.test(code) ||
  /connection|timeout|SSL/i.test(message)

const CREDENTIALS = new Set(['28P01', '28000'])
const CREDENTIAL_NUMBERS = new Set([1045, 1044, 1698])
const STATEMENT_NUMBERS = new Set([1064, 1146, 1054, 1142, 1143, 1049, 1210, 1305])
// Rolled back by the database because of others: deadlock, lock that was waited for too long, too many connections.
const PASSING_NUMBERS = new Set([1213, 1205, 1040, 1203, 1226, 1969, 3024])

type Meaning = Pick<TillbridgeErrorOptions, 'kind' | 'code' | 'message' | 'remedy'>

function meaningOf({ state, number, message }: DatabaseError, system: string, where: string): Meaning {
  if (CREDENTIALS.has(state) || CREDENTIAL_NUMBERS.has(number)) {
    return {
      kind: 'unauthorized',
      code: 'CREDENTIALS_REFUSED',
      message: `${system} refused ${where}: ${message}`,
      remedy: 'Put a user and a password into the connection that are good.',
    }
  }
  if (state === '' || PASSING_NUMBERS.has(number) || /^(08|40|53|55|57|58|XX)/.test(state)) {
    return {
      kind: 'transient',
      code: 'DATABASE_UNAVAILABLE',
      message: `${system} cannot be used at the moment: ${message}`,
      remedy: 'Nothing to do if it passes; otherwise check that the database is up and reachable from here.',
    }
  }
  if (/^(42|3D|3F|0A)/.test(state) || STATEMENT_NUMBERS.has(number)) {
    return {
      kind: 'rejected',
      code: 'STATEMENT_WRONG',
      message: `${system} refused ${where}: ${message}`,
      remedy: 'Correct the statement in the settings of the connection, or the rights of its user.',
    }
  }
  return {
    kind: 'rejected',
    code: 'REFUSED',
    message: `${system} refused ${where}: ${message}`,
    remedy:
      'Change what it objects to, then retry. Give the refusal a name and a remedy under failures in the settings.',
  }
}

// Mistakes of the settings are no refusals of one record.
const OF_SETTINGS = new Set(['STATEMENT_WRONG', 'TEMPLATE_FAILED', 'ANSWER_PATH', 'OPERATION_MISSING'])

/**
 * The refusal of one record that a transaction ended with.
 *
 * @throws {unknown} whatever else it ended with.
 */
export function refusalIn(error: unknown): TillbridgeError {
  if (error instanceof TillbridgeError && error.kind === 'rejected' && !OF_SETTINGS.has(error.code)) return error
  throw error
}
