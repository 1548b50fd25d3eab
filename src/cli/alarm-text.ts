import type { Io } from '#cli/io'
import { causeLines } from '#cli/transfer-text'
import type { Alarm } from '#database/alarms'
import { when } from './output.ts'

/** One alarm as people read it: what, since when, and what to do. */
export function alarmText(io: Io, { code, subject, severity, message, remedy, openedAt, closedAt }: Alarm): string[] {
  const { colors } = io
  const sign = closedAt !== null ? colors.green('✓') : severity === 'critical' ? colors.red('●') : colors.yellow('▲')
  const times =
    closedAt === null ? `since ${when(openedAt, 'UTC')}` : `${when(openedAt, 'UTC')} – ${when(closedAt, 'UTC')}`
  return [
    `  ${sign} ${colors.bold(code)}${subject === '' ? '' : `  ${subject}`}  ${colors.dim(`${times} UTC`)}`,
    ...causeLines(io, { message, remedy: closedAt === null ? remedy : null }),
  ]
}
