import { useIntl } from 'react-intl'
import type { Range } from './filter.ts'

/** The days of a range in words: "9–15 Nov 2026". */
export function useDaysText(zone: string): (range: Range) => string {
  const { locale } = useIntl()
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: 'medium' })
  return ({ since, until }) => format.formatRange(Date.parse(since), Date.parse(until) - 1)
}
