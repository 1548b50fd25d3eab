// Why a statement failed, as far as it decides whether trying again helps. SQLSTATE classes: Postgres manual, appendix A.

/** Class 22 and 23: wrong data; 54: too large for a column or an index. */
const DATA_FAULT = /^(22|23|54)...$/
/** 08 connection, 25006 read-only after a fail-over, 40 deadlock and serialisation, 53 resources, 55P03 lock, 57 shutdown. */
const PASSING = /^(08...|25006|40...|53...|55P03|57...)$/
const LOST_CONNECTION =
  /^Connection terminated|^timeout exceeded when trying|^Client has encountered a connection error/
const LOST_SOCKET = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])

/** The fault is in a row's values and would come again for ever: also values that cannot be turned into JSON at all. */
export const isDataFault = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || DATA_FAULT.test(codeOf(error))

/** The database is away, starting, overloaded, or took another's side in a conflict: the same statement may work later. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const refused = (error as { syscall?: unknown }).syscall === 'connect'
  return refused || PASSING.test(codeOf(error)) || LOST_SOCKET.has(codeOf(error)) || LOST_CONNECTION.test(error.message)
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
