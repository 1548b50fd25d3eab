import { Command } from 'commander'
import { alarmText } from '#cli/alarm-text'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { type Alarm, listAlarms } from '#database/alarms'

const MOST = 200

export const alarmsCommand = (io: Io): Command =>
  new Command('alarms')
    .description(
      'Lists what is not right now, the worst first, with what to do. An alarm closes by itself once it is over.',
    )
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
        io.out(globalOptions(command).json === true ? JSON.stringify({ alarms }) : alarmsText(io, alarms, closed))
      })
    })

function alarmsText(io: Io, alarms: readonly Alarm[], closed: boolean): string {
  if (alarms.length === 0) return closed ? 'Nothing was wrong so far.' : `${io.colors.green('✓')} Nothing is wrong.`
  return alarms.map((alarm) => alarmText(io, alarm).join('\n')).join('\n\n')
}
