/** The five fields of a cron expression with their bounds. */
const FIELDS = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12 },
  { name: 'day of the week', from: 0, to: 7 },
] as const

/** What is wrong with a cron expression, or `null`. Numbers, `*`, lists, ranges and steps are understood. */
export function scheduleProblem(expression: string): string | null {
  const parts = expression.trim().split(/\s+/)
  if (parts.length !== FIELDS.length) return `has ${parts.length} fields where five are needed`
  for (const [index, field] of FIELDS.entries()) {
    const part = parts[index] ?? ''
    if (!part.split(',').every((item) => isItem(item, field))) return `"${part}" is no ${field.name}`
  }
  return null
}

function isItem(item: string, { from, to }: { readonly from: number; readonly to: number }): boolean {
  const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(item)
  if (match === null) return false
  const [first, last, step] = match.slice(1).map((text) => (text === undefined ? null : Number(text)))
  if (first != null && (first < from || first > to)) return false
  if (last != null && (first == null || last < first || last > to)) return false
  return step == null || step >= 1
}
