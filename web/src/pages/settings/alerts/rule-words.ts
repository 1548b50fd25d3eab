import { useIntl } from 'react-intl'
import type { AlertRules } from '#api/alerts'
import { useText } from '#web/languages/use-text.ts'
import { WEEKDAYS } from './entered.ts'

// A week that begins on a Monday.
const MONDAY = Date.UTC(2026, 0, 5, 12)
const DAY_MS = 86_400_000

/** The weekdays in the language of the page, Monday first. */
export function useWeekdays(): readonly string[] {
  const { locale } = useIntl()
  const format = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  return WEEKDAYS.map((day) => format.format(MONDAY + (day - 1) * DAY_MS))
}

/** What a channel is told of and when, in words. */
export function useRuleWords({ severities, codes, integrations, quiet, escalateAfterMinutes }: AlertRules) {
  const text = useText()
  const weekdays = useWeekdays()
  const what = [
    text(severities.includes('warning') ? 'alerts.what.all' : 'alerts.what.critical'),
    ...(integrations.length === 0 ? [] : [text('alerts.what.of', { names: integrations.join(', ') })]),
    ...(codes.length === 0 ? [] : [text('alerts.what.codes', { codes: codes.join(', ') })]),
  ].join(' ')
  const days = quiet === null || quiet.weekdays.length === 7 ? null : quiet.weekdays.toSorted((a, b) => a - b)
  return {
    what,
    when:
      escalateAfterMinutes === null
        ? text('alerts.when.atOnce')
        : text('alerts.when.late', { minutes: escalateAfterMinutes }),
    quiet:
      quiet === null
        ? null
        : [
            text('alerts.quiet.from', { from: quiet.from, to: quiet.to, zone: quiet.zone }),
            ...(days === null ? [] : [`(${days.map((day) => weekdays[day - 1]).join(', ')})`]),
            text(quiet.holdsCritical ? 'alerts.quiet.all' : 'alerts.quiet.warnings'),
          ].join(' '),
  }
}
