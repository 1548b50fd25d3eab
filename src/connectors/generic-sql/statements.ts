import type { Context } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { asList, ExpressionError } from '#lib/expressions'
import { compileTemplate } from '#lib/templates'
import { badSetting, evaluated } from '#generic/failure-rules'
import { shown } from '#generic/booked-answer'
import type { Driver, SqlResult, SqlSession, SqlValue } from './driver.ts'
import { sqlFailure } from './errors.ts'
import { openMysql } from './mysql.ts'
import { type Dialect, namedStatement } from './named-statement.ts'
import { openPostgres } from './postgres.ts'
import type { SqlSettings } from './settings.ts'
import type { StatementSetting, StepSetting } from './settings-statements.ts'

export type SqlContext = Context<SqlSettings>
export type Input = Readonly<Record<string, unknown>>
export type Row = Readonly<Record<string, unknown>>

export const dialectOf = ({ database }: SqlSettings): Dialect => (database === 'postgres' ? 'postgres' : 'mysql')

export const driverOf = ({ wire, settings }: SqlContext): Driver =>
  wire.kept(() => (settings.database === 'postgres' ? openPostgres(settings) : openMysql(settings)))

/** The statements of one transaction as they run. */
export interface Running {
  /** `where` is the statement's place in the settings. */
  run(statement: StatementSetting, input: Input, where: string): Promise<SqlResult>
  steps(steps: readonly StepSetting[], input: Input, where: string): Promise<void>
}

/**
 * One transaction with all that is around it.
 *
 * @throws {TillbridgeError} what the rules of the settings and the state mean; `outcome-unknown` only when the commit was lost.
 */
export async function transaction<T>(
  context: SqlContext,
  { where, effect }: { readonly where: string; readonly effect: 'read' | 'write' },
  work: (running: Running) => Promise<T>,
): Promise<T> {
  const { wire, settings } = context
  const driver = driverOf(context)
  // Recorded when it is over, with all that ran until then.
  const content: { sql: string; values: readonly SqlValue[]; rows?: number }[] = []
  const call = { action: effect === 'read' ? 'READ' : 'TRANSACTION', address: driver.address, content, effect }
  return wire.send(call, async (signal) => {
    try {
      return await driver.transaction(effect, (session) => work(runningIn(session, settings, { content, signal })))
    } catch (error) {
      throw await sqlFailure(settings, error, where)
    }
  })
}

interface Ran {
  readonly content: { sql: string; values: readonly SqlValue[]; rows?: number }[]
  readonly signal: AbortSignal
}

function runningIn(session: SqlSession, settings: SqlSettings, { content, signal }: Ran): Running {
  const running: Running = {
    async run(statement, input, where) {
      signal.throwIfAborted()
      const { text, names } = namedStatement(statement.sql, dialectOf(settings))
      const values: SqlValue[] = []
      for (const name of names)
        values.push(await valueOf(name, statement, { ...input, settings: settings.values }, where))
      const entry: (typeof content)[number] = { sql: text, values }
      content.push(entry)
      const result = await session.query(
        text,
        values.map((value) => bound(value, settings)),
      )
      entry.rows = result.affected
      return { ...result, rows: result.rows.map(plainRow) }
    },
    async steps(steps, input, where) {
      const results: Record<string, unknown> = {}
      for (const [index, step] of steps.entries()) {
        const place = `${where}.${index}`
        const items =
          step.for === undefined
            ? [undefined]
            : asList(await evaluated(step.for, { ...input, results }, { where: `${place}.for` }))
        for (const [position, item] of items.entries()) {
          const seen = { ...input, results, item, position }
          const result = await running.run(step, seen, place)
          await judge(step, result, place)
          if (step.as !== undefined) results[step.as] = { ...result.rows[0], insertId: result.insertId }
        }
      }
    },
  }
  return running
}

/** A parameter by its expression, or else by its name: `:tax_total` is `taxTotal`. */
async function valueOf(name: string, statement: StatementSetting, input: Input, where: string): Promise<SqlValue> {
  const source = statement.parameters[name]
  const own = input[name] ?? input[camelCase(name)]
  if (source === undefined && !(name in input) && !(camelCase(name) in input))
    throw badSetting('TEMPLATE_FAILED', `${where}.parameters.${name}`, `nothing says what :${name} is`, 'read')
  const value = source === undefined ? own : await evaluated(source, input, { where: `${where}.parameters.${name}` })
  if (value === undefined || value === null) return null
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw badSetting('TEMPLATE_FAILED', `${where}.parameters.${name}`, `${shown(value)} is no single value`, 'read')
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)Z$/

/** MySQL takes no stamp with a `Z`; its sessions are in UTC. Postgres takes no text with a zero character. */
function bound(value: SqlValue, settings: SqlSettings): SqlValue {
  if (typeof value !== 'string') return value
  return dialectOf(settings) === 'mysql' ? value.replace(INSTANT, '$1 $2') : value.replaceAll('\u0000', '')
}

/** Columns in our spelling, stamps as texts. */
const plainRow = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [camelCase(name), value instanceof Date ? value.toISOString() : value]),
  )

const camelCase = (name: string): string =>
  name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

async function judge(step: StepSetting, result: SqlResult, where: string): Promise<void> {
  const [row] = result.rows
  if (step.refuse !== undefined && row !== undefined) throw await refusal(step.refuse, row)
  if (step.affects === undefined || step.affects === result.affected) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ROWS_DIFFER',
    message: `The statement under ${where} was to touch ${step.affects} rows and touched ${result.affected}. Nothing was written.`,
    remedy: 'Look at what it refers to in the database, or correct the statement in the settings.',
    subject: `setting:${where}`,
  })
}

async function refusal({ code, ...texts }: NonNullable<StepSetting['refuse']>, row: Row): Promise<TillbridgeError> {
  const filled = async (source: string): Promise<string> => {
    try {
      return await compileTemplate(source).filled({ row })
    } catch (error) {
      if (error instanceof ExpressionError) return source
      throw error
    }
  }
  return new TillbridgeError({
    kind: 'rejected',
    code,
    message: await filled(texts.message),
    ...(texts.remedy === undefined ? {} : { remedy: await filled(texts.remedy) }),
    ...(texts.subject === undefined ? {} : { subject: await filled(texts.subject) }),
  })
}
