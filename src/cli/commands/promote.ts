import { Command } from 'commander'
import type { FieldChange } from '#app/configuration/difference'
import { configurationHere } from '#app/configuration/service-here'
import { audited } from '#cli/audited'
import { changesText } from '#cli/changes-text'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { hanging, plural } from '#cli/output'
import { personHere } from '#cli/person-here'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { TillbridgeError } from '#lib/errors'

type Promote = ReturnType<typeof configurationHere>['promote']
type Promotion = Parameters<Promote>[1]
type Promoted = Awaited<ReturnType<Promote>>

interface Options {
  readonly to: string
  readonly store: string
  readonly target: string
  readonly payments?: readonly string[]
  readonly name?: string
  readonly goLiveOn: string
  readonly live?: boolean
  readonly endTest?: boolean
  readonly despite?: boolean
  readonly yes?: boolean
}

export const promoteCommand = (io: Io): Command =>
  new Command('promote')
    .description(
      'Takes the rules, mappings and flows of an integration that was tried out with test systems and joins them with the live ones, all of it or nothing. Shows first what would change; does it with --yes. The test keeps its connections, its records and its history.',
    )
    .argument('<test>', 'key of the integration that was tried out')
    .requiredOption('--to <key>', 'key of the live integration; it may be there already')
    .requiredOption('--store <connection>', 'the live store')
    .requiredOption('--target <connection>', 'the live ERP')
    .option('--payments <connection...>', 'live payment providers whose payouts are booked')
    .option('--name <name>', 'what people call it')
    .requiredOption('--go-live-on <day>', 'first day that is booked (YYYY-MM-DD), or "all"')
    .option('--live', 'write to the live ERP at once')
    .option('--end-test', 'switch the test off')
    .option('--despite', 'also with codes that the live ERP does not know')
    .option('--yes', 'do it')
    .addHelpText(
      'after',
      examples([
        [
          'What would change?',
          'tillbridge promote nordlys-test --to nordlys --store shop --target erp --go-live-on 2026-12-01',
        ],
        [
          'Go live',
          'tillbridge promote nordlys-test --to nordlys --store shop --target erp --go-live-on 2026-12-01 --live --yes',
        ],
      ]),
    )
    .action(async (test: string, options: Options, command: Command) => {
      const promotion = promotionOf(test, options)
      await withBridge(settingsOf(io, command), async (bridge) => {
        const service = configurationHere(bridge)
        const promote = (isDone: boolean): Promise<Promoted> =>
          service.promote(bridge.organizationId, promotion, isDone ? { by: personHere(io), with: 'promote' } : null)
        const change = { event: 'configuration.promoted', subject: `integration:${promotion.to}`, after: promotion }
        const promoted =
          options.yes === true ? await audited(bridge, io, change, () => promote(true)) : await promote(false)
        if (globalOptions(command).json === true) io.out(JSON.stringify({ done: options.yes === true, ...promoted }))
        else io.out(promotedText(io, promoted, promotion, options.yes === true))
      })
    })

function promotionOf(from: string, options: Options): Promotion {
  const { to, store, target, payments = [], name = null, goLiveOn } = options
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(goLiveOn)
  if (!isDay && goLiveOn !== 'all') throw noDay(goLiveOn)
  return {
    from,
    to,
    name,
    store,
    target,
    payments,
    live: options.live ?? false,
    goLiveOn: isDay ? goLiveOn : null,
    endTest: options.endTest ?? false,
    despite: options.despite ?? false,
  }
}

const noDay = (text: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'DAY_UNREADABLE',
    message: `"${text}" is no day.`,
    remedy: 'Write it as 2026-12-01, or "all" to book every order.',
  })

function promotedText(io: Io, promoted: Promoted, { target, live }: Promotion, isDone: boolean): string {
  const { colors, columns } = io
  const { changes, unknown, unchecked, foreignIds } = promoted
  const warn = (text: string): string => hanging(`  ${colors.yellow('!')} `, text, columns)
  const findings = [
    ...unknown.map(({ path, code }) => warn(`${path}: ${target} does not know "${code}".`)),
    ...foreignIds.map(({ path, id }) => warn(`${path}: ${id} is an id of the test's store; map it anew.`)),
    ...(unchecked.length === 0 ? [] : [warn(`Could not be looked up in ${target}: ${unchecked.join(', ')}.`)]),
  ]
  const shown = changesText(
    io,
    changes.map((change) => ({ ...change, fields: change.fields as readonly FieldChange[] })),
  )
  const end = isDone
    ? `${colors.green('✓')} Promoted.${live ? ` Orders are written to ${target} from now on.` : ' Nothing is written yet.'}`
    : `Nothing was changed: --yes does it.${unknown.length === 0 ? '' : ` ${plural(unknown.length, 'code')} must be there first, or add --despite.`}`
  return [shown, ...findings, '', end].join('\n')
}
