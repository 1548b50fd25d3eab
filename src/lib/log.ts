import { pino } from 'pino'

/** Structured logging. Silent above `debug` while all is well; a warning says what to do. Never payloads or secrets. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Writes JSON lines to stderr, so that stdout stays free for answers. */
export const createLog = (level: LogLevel): Log => pino({ level, base: null }, pino.destination({ fd: 2, sync: true }))

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
