import type { Change, FieldChange } from '#app/configuration/difference'
import type { Io } from './io.ts'
import { plural } from './output.ts'

/** What changes in the configuration, field by field. `switchedOff`: keys of integrations that are switched off by it. */
export const changesText = (io: Io, changes: readonly Change[], switchedOff: readonly string[] = []): string =>
  changes.flatMap((change) => changeLines(io, change, switchedOff)).join('\n')

function changeLines(io: Io, { part, key, action, fields }: Change, switchedOff: readonly string[]): string[] {
  const { colors } = io
  const name = `${part} ${colors.bold(key)}`
  if (action === 'unchanged') return [colors.dim(`  = ${part} ${key}`)]
  if (action === 'add') return [`  ${colors.green('+')} ${name}`]
  if (action === 'absent') {
    const isOff = part === 'integration' && switchedOff.includes(key)
    return [
      `  ${colors.yellow('-')} ${name}  ${isOff ? 'not in the file: switched off' : colors.dim('not in the file: left as it is')}`,
    ]
  }
  return [`  ${colors.yellow('~')} ${name}`, ...fields.map((field) => fieldLine(io, field))]
}

function fieldLine(io: Io, { path, before, after }: FieldChange): string {
  const { colors } = io
  const from = before === undefined ? colors.dim('nothing') : colors.red(valueText(before))
  const to = after === undefined ? colors.dim('nothing') : colors.green(valueText(after))
  return `      ${path}: ${from} → ${to}`
}

const LONGEST_VALUE = 60

function valueText(value: unknown): string {
  if (Array.isArray(value)) return plural(value.length, 'entry', 'entries')
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text
}
