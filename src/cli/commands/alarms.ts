import { Command } from 'commander'
import { alarmText } from '#cli/alarm-text'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { type Acknowledgement, listAcknowledgements } from '#database/acknowledgements'
import { type Alarm, listAlarms } from '#database/alarms'
import { acknowledgeCommand } from './alarms-acknowledge.ts'

const MOST = 200

export const alarmsCommand = (io: Io): Command =>
  new Command('alarms')
    .description(
      'Lists what is not right now, the worst first, with what to do. An alarm closes by itself once it is over.',
    )
    .addCommand(acknowledgeCommand(io))
    .option('--closed', 'what is over, the latest first')
    .addHelpText(
      'after',
      examples([
        ['What is not right?', 'tillbridge alarms'],
        ['What was not right before?', 'tillbridge alarms --closed'],
      ]),
    )
    .action(async ({ closed = false }: { readonly closed?: boolean }, command: Command) => {
      await withBridge(settingsOf(io, command), async ({ pool, organizationId }) => {
        const alarms = await listAlarms(pool, organizationId, { state: closed ? 'closed' : 'open', limit: MOST })
        const ids = alarms.map(({ alarmId }) => alarmId)
        const seen = await listAcknowledgements(pool, organizationId, ids)
        const told = alarms.map((alarm) => ({
          ...alarm,
          acknowledged: seen.find(({ alarmId }) => alarmId === alarm.alarmId) ?? null,
        }))
        io.out(globalOptions(command).json === true ? JSON.stringify({ alarms: told }) : alarmsText(io, told, closed))
      })
    })

interface SeenAlarm extends Alarm {
  readonly acknowledged: Acknowledgement | null
}

function alarmsText(io: Io, alarms: readonly SeenAlarm[], closed: boolean): string {
  if (alarms.length === 0) return closed ? 'Nothing was wrong so far.' : `${io.colors.green('✓')} Nothing is wrong.`
  const careOf = ({ acknowledged }: SeenAlarm): string[] =>
    acknowledged === null
      ? []
      : [`    ${acknowledged.by} looks after it${acknowledged.note === null ? '' : `: ${acknowledged.note}`}`]
  return alarms.map((alarm) => [...alarmText(io, alarm), ...careOf(alarm)].join('\n')).join('\n\n')
}
