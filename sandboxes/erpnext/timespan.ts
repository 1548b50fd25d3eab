const DAY_MS = 86_400_000
const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, '6 months': 6, year: 12 }

const toDay = (date: Date): string => date.toISOString().slice(0, 10)

/** First and last day of a named span such as `last week`, `this month` or `yesterday`; `null` when the name is unknown. Weeks start on Sunday. */
export function timespan(name: string, today: string): readonly [string, string] | null {
  const now = new Date(`${today}T00:00:00Z`)
  const shifted = (days: number): string => toDay(new Date(now.getTime() + days * DAY_MS))
  if (name === 'today') return [today, today]
  if (name === 'yesterday') return [shifted(-1), shifted(-1)]
  if (name === 'tomorrow') return [shifted(1), shifted(1)]
  const rolling = /^(last|next) (\d+) days$/.exec(name)
  if (rolling !== null)
    return rolling[1] === 'last' ? [shifted(-Number(rolling[2])), today] : [today, shifted(Number(rolling[2]))]
  const [, which = '', unit = ''] = /^(last|this|next) (.+)$/.exec(name) ?? []
  const step = which === 'last' ? -1 : which === 'next' ? 1 : 0
  if (unit === 'week') return [shifted(step * 7 - now.getUTCDay()), shifted(step * 7 - now.getUTCDay() + 6)]
  const months = MONTHS[unit]
  if (months === undefined) return null
  const first = Math.floor(now.getUTCMonth() / months) * months + step * months
  return [
    toDay(new Date(Date.UTC(now.getUTCFullYear(), first, 1))),
    toDay(new Date(Date.UTC(now.getUTCFullYear(), first + months, 0))),
  ]
}
