import type { CodeUse, RuleUse, Why, WhyFigure } from '#engine/why'
import type { RuleChange, RuleLife } from '#engine/why-history'
import { kindText } from './document-text.ts'
import type { Io } from './io.ts'
import { amount, hanging, when } from './output.ts'

export interface WhyOptions {
  readonly timeZone: string
  /** The figures to show; all of them are shown briefly, chosen ones with everything that is known. */
  readonly figures: readonly WhyFigure[]
  readonly isChosen: boolean
}

/** Why a document says what it says, for somebody who keeps books. */
export function whyText(io: Io, why: Why, { timeZone, figures, isChosen }: WhyOptions): string {
  const teller = tellerOf(io, why, timeZone)
  return [
    headText(teller),
    ...(isChosen || why.rules.length === 0
      ? []
      : [
          '',
          io.colors.dim('It is there, with this date, because of'),
          ...why.rules.map((rule) => ruleText(teller, rule, '  ')),
        ]),
    ...groups(figures).flatMap(({ title, own }) => [
      '',
      io.colors.bold(title),
      ...own.flatMap((figure) => (isChosen ? wholeFigure(teller, figure) : briefFigure(teller, figure))),
      ...(isChosen ? [] : briefCodes(teller, own)),
    ]),
    ...differingText(teller),
    ...(isChosen
      ? []
      : ['', io.colors.dim(`More of one: tillbridge why ${why.externalId} --figure total, or --row line:…`)]),
  ].join('\n')
}

interface Teller {
  readonly io: Io
  readonly why: Why
  readonly moment: (instant: string) => string
}

const tellerOf = (io: Io, why: Why, timeZone: string): Teller => ({
  io,
  why,
  moment: (instant) => when(instant, timeZone),
})

function headText({ io, why, moment }: Teller): string {
  const { colors, columns } = io
  const cancelled = why.state === 'cancelled' ? colors.yellow('  cancelled since') : ''
  const order = why.recordName === null ? '' : `  order ${why.recordName}`
  return [
    `${colors.bold(`${kindText(why.kind)} ${why.externalId}`)}  ${colors.dim(why.reference)}  ${why.date}${order}${cancelled}`,
    hanging('  ', `written ${moment(why.writtenAt)} under the rules of ${changeText(why.rulesFrom, moment)}`, columns),
  ].join('\n')
}

/** `2026-11-20 09:00:00, changed by ann with tillbridge.yaml`. */
function changeText(change: RuleChange, moment: Teller['moment']): string {
  if (change.by === null) return `${moment(change.at)} or before (who changed them was not kept yet)`
  return `${moment(change.at)}, changed by ${change.by}${change.with === null ? '' : ` with ${change.with}`}`
}

interface Group {
  readonly title: string
  readonly own: WhyFigure[]
}

function groups(figures: readonly WhyFigure[]): Group[] {
  const byRow = new Map<string, WhyFigure[]>()
  for (const figure of figures) {
    const row = figure.row ?? ''
    byRow.set(row, [...(byRow.get(row) ?? []), figure])
  }
  return [...byRow].map(([row, own]) => ({ title: row === '' ? 'The document' : row, own }))
}

const valueOf = ({ why }: Teller, { value, isQuantity }: WhyFigure): string =>
  isQuantity ? value : amount(value, why.currency)

const LABEL_INDENT = '  '
const TEXT_INDENT = '      '

function briefFigure(teller: Teller, figure: WhyFigure): string[] {
  const { colors, columns } = teller.io
  const head = `${LABEL_INDENT}${figure.label}  ${colors.bold(valueOf(teller, figure))}`
  return [head, hanging(TEXT_INDENT, `= ${figure.formula}`, columns)]
}

/** The codes of a row once, not with each of its figures. */
function briefCodes(teller: Teller, figures: readonly WhyFigure[]): string[] {
  const codes = new Map(figures.flatMap((figure) => figure.mapping.map((code) => [`${code.on} ${code.field}`, code])))
  return [...codes.values()].map((code) => codeText(teller, code, LABEL_INDENT))
}

function wholeFigure(teller: Teller, figure: WhyFigure): string[] {
  const { io } = teller
  const { colors, columns } = io
  const listed = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`${TEXT_INDENT}${colors.dim(title)}`, ...lines]
  const parts = figure.parts.map(({ what, value, source }) =>
    hanging(
      `${TEXT_INDENT}  `,
      `${what} ${/quantity/i.test(source) ? value : amount(value, teller.why.currency)}  ← ${source}`,
      columns,
    ),
  )
  return [
    ...briefFigure(teller, figure),
    ...listed('from', parts),
    ...listed(
      'steps',
      figure.steps.map((step) => hanging(`${TEXT_INDENT}  `, step, columns)),
    ),
    ...listed(
      'rules',
      figure.rules.map((rule) => ruleText(teller, rule, `${TEXT_INDENT}  `)),
    ),
    ...listed(
      'booked under',
      figure.mapping.map((code) => codeText(teller, code, `${TEXT_INDENT}  `)),
    ),
  ]
}

function ruleText({ io, moment }: Teller, { path, value, otherwise, life }: RuleUse, indent: string): string {
  const others = otherwise.map(
    (other) =>
      `with ${valueText(other.value)} it would ${other.result === null ? 'not be there' : `be ${other.result}`}`,
  )
  return hanging(
    `${indent}${io.colors.cyan(path)}: ${valueText(value)}  `,
    `${others.join(', ')}; ${lifeText(life, moment)}`,
    io.columns,
  )
}

function codeText({ io, moment }: Teller, code: CodeUse, indent: string): string {
  const { field, value, entry, life, today } = code
  const name = `${indent}${io.colors.cyan(field)} ${value ?? 'none: nothing is booked'}  `
  if (entry === null) return hanging(name, 'the SKU of the product: no entry names another item', io.columns)
  const texts = [
    `${entry.table}: ${valueText(entry.content)}`,
    ...(life === null ? [] : [lifeText(life, moment)]),
    ...(life?.until == null
      ? []
      : [today === undefined ? 'today no entry is there' : `today it would be ${today ?? 'none'}`]),
  ]
  return hanging(name, texts.join('; '), io.columns)
}

function lifeText({ since, until }: RuleLife, moment: Teller['moment']): string {
  const ended = until === null ? '' : `; until ${changeText(until, moment)}`
  return `so since ${changeText(since, moment)}${ended}`
}

const valueText = (value: unknown): string =>
  value !== null && typeof value === 'object'
    ? `{ ${Object.entries(value)
        .filter(([, inner]) => inner !== null && inner !== false)
        .map(([key, inner]) => `${key}: ${valueText(inner)}`)
        .join(', ')} }`
    : String(value ?? 'none')

function differingText({ io, why }: Teller): string[] {
  if (why.differing.length === 0) return []
  const text = `Written otherwise than it is explained here: ${why.differing.join(', ')}. The planner has changed since it was written.`
  return ['', hanging(`${io.colors.yellow('▲')} `, text, io.columns)]
}
