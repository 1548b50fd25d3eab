import { Command, Option } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { table } from '#cli/output'
import { chooseIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import type { Coverage } from '#engine/coverage/coverage'
import type { TriedField } from '#engine/coverage/try-field'
import { FIELD_KINDS, type FieldKind } from '#mapping/fields'

export const mappingsCommand = (io: Io): Command =>
  new Command('mappings')
    .description('What becomes of every field of an order, and what an expression would make of one.')
    .addCommand(coverageCommand(io))
    .addCommand(tryCommand(io))

const coverageCommand = (io: Io): Command =>
  new Command('coverage')
    .description(
      'Lists every field of recent orders and of what the store sends, with where it goes or that it is dropped.',
    )
    .argument('[integration]', 'where there are several')
    .option('--dropped', 'only what nothing looks at')
    .addHelpText(
      'after',
      examples([['Which fields of the store go nowhere?', 'tillbridge mappings coverage --dropped']]),
    )
    .action(async (key: string | undefined, { dropped = false }: { dropped?: boolean }, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { organizationId } = bridge
        const { integrationId } = await chooseIntegration(bridge, key)
        const found = await bridge.engine.coverage({ organizationId, integrationId })
        const fields = found.fields.filter(({ use }) => !dropped || use === 'dropped')
        const shown = { ...found, fields }
        io.out(globalOptions(command).json === true ? JSON.stringify(shown) : coverageText(io, shown))
      })
    })

function coverageText({ colors, columns }: Io, { orders, payloads, fields }: Coverage): string {
  const list = table(
    [{ title: 'field' }, { title: 'in', align: 'right' }, { title: '' }, { title: 'where it goes', flexible: true }],
    fields.map(({ side, field, use, goesTo, rules, records }) => [
      side === 'payload' ? `store: ${field}` : field,
      `${records}/${side === 'payload' ? payloads : orders}`,
      use === 'dropped' ? colors.dim(use) : use,
      [...goesTo, ...rules.map((rule) => `by ${rule}`)].join(', '),
    ]),
    { colors, width: columns },
  )
  return fields.length === 0 ? 'No order has been booked yet, so no field is known.' : list
}

interface TryOptions {
  readonly integration?: string
  readonly order?: string
  readonly document: FieldKind | '*'
  readonly rows?: boolean
  readonly field: string
}

const tryCommand = (io: Io): Command =>
  new Command('try')
    .description('Works out an expression for a field on an order, in every document. Writes nothing.')
    .argument('<expression>', 'JSONata over { record, document, integration }')
    .option('--integration <key>', 'where there are several')
    .option('--order <name>', 'as the store calls it; default: the latest that was booked')
    .addOption(
      new Option('--document <kind>', 'only in documents of this kind').choices([...FIELD_KINDS, '*']).default('*'),
    )
    .option('--rows', 'on each row, which the expression sees as row, and as line in the order')
    .option('--field <name>', 'also say whether this field of the target may be filled', '')
    .addHelpText('after', examples([['The buyer’s note of the latest order', "tillbridge mappings try 'record.note'"]]))
    .action(async (expression: string, options: TryOptions, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { integrationId } = await chooseIntegration(bridge, options.integration)
        const { document, field } = options
        const tried = await bridge.engine.tryField({
          organizationId: bridge.organizationId,
          integrationId,
          order: options.order ?? null,
          entry: { document, on: options.rows === true ? 'rows' : 'document', field, expression },
        })
        io.out(globalOptions(command).json === true ? JSON.stringify(tried) : triedText(io, expression, tried, field))
      })
    })

function triedText(
  { colors }: Io,
  expression: string,
  { order, problem, refusal, values }: TriedField,
  field: string,
): string {
  const said = refusal === null || field === '' ? [] : [colors.yellow(refusal)]
  if (problem !== null) {
    const { reason, character } = problem
    const place = character === null ? [] : [expression, `${' '.repeat(character - 1)}${colors.red('^')}`]
    return [...said, ...place, colors.red(reason)].join('\n')
  }
  const lines = values.map(
    ({ document, on, value }) =>
      `${document}${on === null ? '' : ` (${on})`}  ${value === null ? colors.dim('not set') : colors.bold(String(value))}`,
  )
  return [...said, `Order ${order}`, ...lines].join('\n')
}
