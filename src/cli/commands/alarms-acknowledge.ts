import { Command } from 'commander'
import type { Bridge } from '#app/bridge'
import { audited } from '#cli/audited'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { personHere } from '#cli/person-here'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { acknowledgeAlarm, listAcknowledgements } from '#database/acknowledgements'
import { type Alarm, listAlarms } from '#database/alarms'
import { TillbridgeError } from '#lib/errors'

interface Options {
  readonly subject?: string
  readonly note?: string
}

const MOST = 1000

export const acknowledgeCommand = (io: Io): Command =>
  new Command('acknowledge')
    .summary('say that you look after an alarm: nobody further is told of it until it comes again')
    .argument('<alarm>', 'its code, e.g. CONNECTION_PAUSED, or its id')
    .option('--subject <text>', 'which one, where several have the code')
    .option('--note <text>', 'what you do about it')
    .addHelpText(
      'after',
      examples([
        [
          'You are at it',
          'tillbridge alarms acknowledge CONNECTION_PAUSED --subject shop --note "new key comes today"',
        ],
      ]),
    )
    .action(async (named: string, options: Options, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId, clock } = bridge
        const { alarmId, code } = await openAlarm(bridge, named, options.subject)
        const by = personHere(io)
        const note = options.note?.trim() ?? null
        const change = { event: 'alarm.acknowledged', subject: `alarm:${alarmId}`, after: { by, note } }
        await audited(bridge, io, change, () =>
          acknowledgeAlarm(pool, organizationId, { alarmId, by, note, at: clock.now() }),
        )
        // Who said so first stays.
        const [kept] = await listAcknowledgements(pool, organizationId, [alarmId])
        if (globalOptions(command).json === true) return io.out(JSON.stringify(kept ?? null))
        io.out(`${io.colors.green('✓')} ${kept?.by ?? by} looks after ${code}.`)
      })
    })

/** @throws {TillbridgeError} `ALARM_UNKNOWN`: none is meant, or more than one. */
async function openAlarm({ pool, organizationId }: Bridge, named: string, subject?: string): Promise<Alarm> {
  const open = await listAlarms(pool, organizationId, { state: 'open', limit: MOST })
  const meant = open.filter(
    (alarm) =>
      (alarm.alarmId === named || alarm.code === named.toUpperCase()) &&
      (subject === undefined || alarm.subject === subject),
  )
  const [first, second] = meant
  if (first !== undefined && second === undefined) return first
  const choices = (meant.length > 0 ? meant : open).map((alarm) => `${alarm.code} ${alarm.subject}`.trim())
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ALARM_UNKNOWN',
    message: first === undefined ? `No alarm "${named}" is open.` : `Several alarms "${named}" are open.`,
    remedy:
      choices.length === 0
        ? 'Nothing is wrong, so that there is nothing to look after.'
        : `Name one of them, with --subject where it has one: ${choices.join(', ')}.`,
  })
}
