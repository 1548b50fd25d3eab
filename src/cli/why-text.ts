import { decimal, isZero } from '#lib/decimal'
import type { CodeUse, RuleUse, Why, WhyFigure } from '#engine/why'
import type { RuleChange, RuleLife } from '#engine/why-history'
import { BOUND } from '#engine/why-mapping'
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
  const teller: Teller = { io, why, moment: (instant) => when(instant, timeZone), isChosen }
  const shown = isChosen ? figures : figures.filter(isWorthALine)
  return [
    headText(teller),
    ...(isChosen ? [] : documentRules(teller)),
    ...groups(teller, shown).flatMap(({ title, own }) => [
      '',
      title,
      ...own.flatMap((figure) => (isChosen ? wholeFigure(teller, figure) : briefFigure(teller, figure))),
      ...(isChosen ? [] : codesText(teller, own, LABEL_INDENT)),
    ]),
    ...(isChosen ? [] : fieldsText(teller)),
    ...differingText(teller),
    ...(isChosen ? [] : ['', io.colors.dim(moreText(why, shown))]),
  ].join('\n')
}

/** A list price that is the price, and cash rounding that there was none of, say nothing. */
const isWorthALine = ({ name, term, value }: WhyFigure): boolean =>
  !(name === 'list' && term.what === 'figure') && !(name === 'rounding' && isZero(value))

function documentRules(teller: Teller): string[] {
  const { rules } = teller.why
  if (rules.length === 0) return []
  const title = teller.io.colors.dim('It is there, on this date, because of')
  return ['', title, ...rules.map((rule) => ruleText(teller, rule, '  ', (result) => result))]
}

function moreText({ externalId }: Why, shown: readonly WhyFigure[]): string {
  const row = shown.find((figure) => figure.row !== null)?.row ?? null
  const figure = shown.at(-1)?.name ?? 'total'
  const choice = row === null ? `--figure ${figure}` : `--figure ${figure}, or --row ${row}`
  return `With all sources and steps: tillbridge why ${externalId} ${choice}`
}

function fieldsText({ io, why, moment }: Teller): string[] {
  const { colors, columns } = io
  if (why.fields.length === 0) return []
  const lines = why.fields.flatMap(({ field, on, value, expression, reads, life }) => {
    const from = reads.length === 0 ? '' : ` ← ${reads.join(', ')}`
    const changed = `${changeText(life.since, moment)}${life.until === null ? '' : `, until ${changeText(life.until, moment)}`}`
    return [
      `  ${field}${on === null ? '' : colors.dim(` ${on}`)}  ${colors.bold(String(value))}`,
      hanging('      ', `= ${expression}${from}; since ${changed}`, columns),
    ]
  })
  return ['', colors.bold('Fields filled by expressions'), ...lines]
}

interface Teller {
  readonly io: Io
  readonly why: Why
  readonly moment: (instant: string) => string
  readonly isChosen: boolean
}

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

function groups(teller: Teller, figures: readonly WhyFigure[]): Group[] {
  const { bold, dim } = teller.io.colors
  const byRow = new Map<string, WhyFigure[]>()
  for (const figure of figures) {
    const row = figure.row ?? ''
    byRow.set(row, [...(byRow.get(row) ?? []), figure])
  }
  return [...byRow].map(([row, own]) => ({
    title: row === '' ? bold('The document') : `${bold(own[0]?.title ?? row)}  ${dim(row)}`,
    own,
  }))
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

function wholeFigure(teller: Teller, figure: WhyFigure): string[] {
  const { colors, columns } = teller.io
  const { currency } = teller.why
  const indent = `${TEXT_INDENT}  `
  const listed = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`${TEXT_INDENT}${colors.dim(title)}`, ...lines]
  const shown = (result: string): string => (figure.isQuantity ? result : amount(decimal(result), currency))
  const parts = figure.parts.map(({ what, value, source, storeField }) => {
    const field = storeField === null ? source : `${source}, ${storeField} in the store`
    return hanging(indent, `${what} ${/quantity/i.test(source) ? value : amount(value, currency)} ← ${field}`, columns)
  })
  return [
    ...briefFigure(teller, figure),
    ...listed('from', parts),
    ...listed(
      'steps',
      figure.steps.map((step) => hanging(indent, step, columns)),
    ),
    ...listed(
      'rules',
      figure.rules.map((rule) => ruleText(teller, rule, indent, shown)),
    ),
    ...listed('booked under', codesText(teller, [figure], indent)),
  ]
}

function ruleText(teller: Teller, rule: RuleUse, indent: string, shown: (result: string) => string): string {
  const { path, value, otherwise, life } = rule
  const { io } = teller
  const others = otherwise.map(
    (other) =>
      `with ${valueText(other.value)} it would ${other.result === null ? 'not be there' : `be ${shown(other.result)}`}`,
  )
  const texts = [others.join(', '), ...lifeTexts(teller, life)]
  return hanging(`${indent}${io.colors.cyan(`${path}: ${valueText(value)}`)}  `, texts.join('; '), io.columns)
}

/** The codes of some figures, each entry of the tables once. */
function codesText(teller: Teller, figures: readonly WhyFigure[], indent: string): string[] {
  const byEntry = new Map<string, CodeUse[]>()
  for (const code of figures.flatMap((figure) => figure.mapping)) {
    const name = `${code.on} ${code.entry === null ? code.field : `${code.entry.table}[${code.entry.at}]`}`
    const known = byEntry.get(name) ?? []
    if (!known.some(({ field }) => field === code.field)) byEntry.set(name, [...known, code])
  }
  return [...byEntry.values()].map((codes) => codeText(teller, codes, indent))
}

function codeText(teller: Teller, codes: readonly CodeUse[], indent: string): string {
  const { io } = teller
  const names = codes.map(({ field, value }) => `${field} ${value ?? 'none'}`)
  const head = `${indent}${io.colors.cyan(names.join(', '))}  `
  const [first] = codes
  if (first?.entry == null) return hanging(head, 'the SKU of the product: no entry names another item', io.columns)
  const { table, at, content } = first.entry
  if (table === BOUND) {
    const today = codes.flatMap((code) =>
      code.today === undefined || code.today === code.value ? [] : [`; today ${code.field} ${code.today ?? 'none'}`],
    )
    return hanging(
      head,
      `what the product of the store is bound to, whatever its SKU says${today.join('')}`,
      io.columns,
    )
  }
  const texts = [
    `by ${table}${typeof at === 'string' ? `.${at}` : ''}: ${valueText(content)}`,
    ...(first.life === null ? [] : lifeTexts(teller, first.life)),
    ...codes.flatMap(todayText),
  ]
  return hanging(head, texts.join('; '), io.columns)
}

function todayText({ life, field, value, today }: CodeUse): string[] {
  if (life?.until == null || today === value) return []
  return [today === undefined ? `today nothing gives the ${field}` : `today the ${field} would be ${today ?? 'none'}`]
}

/** Since when and until when a rule said so. What came with the rules that the head names is not said again. */
function lifeTexts({ why, moment, isChosen }: Teller, { since, until }: RuleLife): string[] {
  const isKnown = since.revision === why.rulesFrom.revision && !isChosen
  return [
    ...(isKnown ? [] : [`so since ${changeText(since, moment)}`]),
    ...(until === null ? [] : [`until ${changeText(until, moment)}`]),
  ]
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
