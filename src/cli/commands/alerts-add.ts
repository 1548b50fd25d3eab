import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { audited } from '#cli/audited'
import type { Io } from '#cli/io'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { type AlertRules, CHANNEL_KINDS, type ChannelKind, type QuietHours } from '#database/alert-channels'
import { addChannel } from '#engine/alerts/channels'
import { type Language, LANGUAGES } from '#languages/languages'
import { TillbridgeError } from '#lib/errors'

interface Options {
  readonly to?: readonly string[]
  readonly url?: string
  readonly urlFrom?: string
  readonly critical?: boolean
  readonly integration?: readonly string[]
  readonly quiet?: Pick<QuietHours, 'from' | 'to'>
  readonly zone: string
  readonly days: readonly number[]
  readonly holdCritical?: boolean
  readonly after?: number
  readonly language: Language
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

export const addCommand = (io: Io): Command =>
  new Command('add')
    .summary('tell somebody of alarms')
    .addArgument(new Argument('<kind>', 'how they are told').choices(CHANNEL_KINDS))
    .argument('<name>', 'as you want to find it in lists')
    .option('--to <addresses...>', 'e-mail: who gets a letter')
    .option('--url <address>', 'Slack or webhook: where it goes')
    .option('--url-from <variable>', 'the same, from a variable of the environment: it is as good as a password')
    .addOption(new Option('--language <language>', 'in which it is told').choices(Object.keys(LANGUAGES)).default('en'))
    .option('--critical', 'only of critical alarms')
    .option('--integration <keys...>', 'only of these integrations')
    .addOption(new Option('--quiet <hours>', 'hours without messages, e.g. 22:00-07:00').argParser(hours))
    .option('--zone <zone>', 'in which the quiet hours lie', 'UTC')
    .addOption(
      new Option('--days <days>', 'on which they begin, e.g. mon,tue,sat')
        .argParser(days)
        .default([1, 2, 3, 4, 5, 6, 7], 'all'),
    )
    .option('--hold-critical', 'critical alarms wait for their end as well')
    .addOption(new Option('--after <minutes>', 'only of what nobody took care of for so long').argParser(minutes))
    .action(async (kind: ChannelKind, name: string, options: Options, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const rules = rulesOf(options)
        const target = targetOf(kind, options, io.env)
        const change = { event: 'alert-channel.created', subject: `alert-channel:${name}`, after: { kind, rules } }
        const { organizationId } = bridge
        const { language } = options
        // Who sits at the machine may let it lead anywhere.
        const { channel, secret } = await audited(bridge, io, change, () =>
          addChannel(bridge, { organizationId, kind, name, language, rules, ...target }, { localAddresses: true }),
        )
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ channel, secret }))
        io.out(`${io.colors.green('✓')} "${name}" is told from now on. Try it: tillbridge alerts test "${name}"`)
        if (secret !== null) io.out(`Messages are signed with this secret. It is not shown again:\n  ${secret}`)
      })
    })

const rulesOf = (options: Options): AlertRules => ({
  severities: options.critical === true ? ['critical'] : ['warning', 'critical'],
  codes: [],
  integrations: options.integration ?? [],
  quiet:
    options.quiet === undefined
      ? null
      : {
          ...options.quiet,
          zone: zoneOf(options.zone),
          weekdays: options.days,
          holdsCritical: options.holdCritical === true,
        },
  escalateAfterMinutes: options.after ?? null,
})

/** Where a channel of a kind shall lead, as the call says it. */
export function targetOf(
  kind: ChannelKind,
  { to, url, urlFrom }: Pick<Options, 'to' | 'url' | 'urlFrom'>,
  env: Io['env'],
): { readonly to: readonly string[]; readonly url: string | null } {
  if (kind === 'email') {
    const wrong = (to ?? []).filter((address) => !/^[^\s@,;]+@[^\s@,;]+$/.test(address))
    if (to === undefined || wrong.length > 0) throw unfit('E-mail needs whom to write to.', '--to kim@example.com')
    return { to, url: null }
  }
  const address = urlFrom === undefined ? url : env[urlFrom]
  if (address === undefined || !/^https?:$/.test(URL.parse(address)?.protocol ?? '')) {
    throw unfit('An address is needed that begins with https:// or http://.', '--url https://…, or --url-from VARIABLE')
  }
  return { to: [], url: address }
}

const unfit = (message: string, how: string): TillbridgeError =>
  new TillbridgeError({ kind: 'rejected', code: 'ALERT_CHANNEL_UNFIT', message, remedy: `State it with ${how}.` })

function hours(text: string): Pick<QuietHours, 'from' | 'to'> {
  const [, from, to] = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text) ?? []
  if (from === undefined || to === undefined) throw new InvalidArgumentError('It must look like 22:00-07:00.')
  return { from, to }
}

function days(text: string): number[] {
  const found = text.split(',').map((day) => DAYS.indexOf(day.trim().toLowerCase()) + 1)
  if (found.includes(0)) throw new InvalidArgumentError(`Name them as ${DAYS.join(',')}.`)
  return found
}

function minutes(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0 && number <= 10_080) return number
  throw new InvalidArgumentError('It must be a number of minutes from 1 to 10080.')
}

function zoneOf(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    throw unfit(`There is no time zone "${zone}".`, '--zone Europe/Stockholm')
  }
}
