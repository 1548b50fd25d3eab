import type { DayFigures, Difference, DriftReport } from '#drift/difference'
import { type Decimal, equals } from '#lib/decimal'
import type { Colors, Io } from './io.ts'
import { amount, count, plural, table } from './output.ts'

const COLORS: Readonly<Record<Difference['state'], keyof Pick<Colors, 'red' | 'yellow' | 'dim'>>> = {
  drifted: 'red',
  held: 'yellow',
  'under-way': 'dim',
}

/** A report as a person reads it: what differs, why and what to do, then what was compared. */
export function driftText(
  io: Pick<Io, 'colors' | 'columns'>,
  report: DriftReport,
  { days }: { readonly days: boolean },
): string {
  const parts = [
    ...(report.differences.length === 0
      ? []
      : [differencesTable(io, report.differences), remedies(report.differences)]),
    ...(days ? report.figures.map((day) => dayTable(io, day)) : []),
    summary(io.colors, report),
  ]
  return parts.join('\n\n')
}

function differencesTable({ colors, columns }: Pick<Io, 'colors' | 'columns'>, all: readonly Difference[]): string {
  return table(
    [
      { title: 'area' },
      { title: 'what is it about' },
      { title: 'store', align: 'right' },
      { title: 'ERP', align: 'right' },
      { title: 'wrong' },
      { title: '' },
      { title: 'why', flexible: true },
    ],
    all.map((one) => [
      one.area,
      [one.subject, one.what, one.rate === null ? '' : `${one.rate} %`, one.location ?? '']
        .filter((text) => text !== '')
        .join(' · '),
      one.store ?? '–',
      one.target ?? '–',
      one.wrong === 'target' ? 'ERP' : one.wrong,
      colors[COLORS[one.state]](one.state.replace('-', ' ')),
      one.because,
    ]),
    { colors, width: columns },
  )
}

/** What to do, said once for all that it helps. */
function remedies(all: readonly Difference[]): string {
  const groups = [...Map.groupBy(all, ({ remedy }) => remedy)]
  return groups
    .map(([remedy, own]) => `→ ${remedy}${own.length > 1 ? `  (${count(own.length)} differences)` : ''}`)
    .join('\n')
}

function dayTable({ colors, columns }: Pick<Io, 'colors' | 'columns'>, { day, currency, figures }: DayFigures): string {
  const rows = figures.map(({ what, storeCount, targetCount, store, target }) => {
    const isSame = equals(store as Decimal, target as Decimal) && storeCount === targetCount
    return [
      what,
      `${count(storeCount)} × ${amount(store as Decimal, currency)}`,
      `${count(targetCount)} × ${amount(target as Decimal, currency)}`,
      isSame ? colors.green('✓') : colors.red('✗'),
    ]
  })
  const head = [
    { title: `${day} ${currency}`, flexible: true },
    { title: 'store', align: 'right' as const },
    { title: 'ERP', align: 'right' as const },
    { title: '' },
  ]
  return table(head, rows, { colors, width: columns })
}

function summary(colors: Colors, { compared, differences, days }: DriftReport): string {
  const areas = Object.entries(compared)
    .map(([area, number]) => `${count(number)} ${area}`)
    .join(', ')
  const range = days === null ? '' : `, ${days.from} to ${days.to}`
  const told = `Compared ${areas}${range}.`
  if (differences.length === 0) return `${colors.green('✓')} Both sides agree. ${told}`
  const drifted = differences.filter(({ state }) => state === 'drifted').length
  const mark = drifted > 0 ? colors.red('✗') : colors.yellow('▲')
  return `${mark} ${plural(differences.length, 'difference')}, ${count(drifted)} of which nobody had noticed. ${told}`
}
