import type { AlertChannel, AlertRules, ChannelKind } from '#api/alerts'
import type { Sent } from '#api/route'
import type { Routes } from '#api/routes'
import type { Language } from '#languages/languages'

/** A channel as a person types it. */
export interface Entered {
  readonly name: string
  /** One address a line, or with commas between. */
  readonly to: string
  /** Empty while it is changed = stays as it is. */
  readonly url: string
  readonly language: Language
  readonly onlyCritical: boolean
  /** Keys; none = all. */
  readonly integrations: readonly string[]
  readonly isQuiet: boolean
  readonly from: string
  readonly until: string
  readonly zone: string
  readonly weekdays: readonly number[]
  readonly holdsCritical: boolean
  readonly isLate: boolean
  readonly minutes: string
}

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const

/** A form for a channel, filled in as it is; `null` = for a new one. */
export function enteredOf(channel: AlertChannel | null, usual: Pick<Entered, 'zone' | 'language'>): Entered {
  const rules = channel?.rules
  const quiet = rules?.quiet ?? null
  return {
    name: channel?.name ?? '',
    to: channel?.to.join('\n') ?? '',
    url: '',
    language: channel?.language ?? usual.language,
    onlyCritical: rules !== undefined && !rules.severities.includes('warning'),
    integrations: rules?.integrations ?? [],
    isQuiet: quiet !== null,
    from: quiet?.from ?? '22:00',
    until: quiet?.to ?? '07:00',
    zone: quiet?.zone ?? usual.zone,
    weekdays: quiet?.weekdays ?? WEEKDAYS,
    holdsCritical: quiet?.holdsCritical ?? false,
    isLate: (rules?.escalateAfterMinutes ?? null) !== null,
    minutes: String(rules?.escalateAfterMinutes ?? 30),
  }
}

function rulesOf(entered: Entered, before: AlertRules | null): AlertRules {
  const { from, until: to, zone, weekdays, holdsCritical } = entered
  return {
    severities: entered.onlyCritical ? ['critical'] : ['warning', 'critical'],
    codes: before?.codes ?? [],
    integrations: [...entered.integrations],
    quiet: entered.isQuiet ? { from, to, zone, weekdays: [...weekdays], holdsCritical } : null,
    escalateAfterMinutes: entered.isLate ? Number(entered.minutes) : null,
  }
}

export const addressesOf = (to: string): string[] => to.split(/[\s,;]+/).filter((each) => each !== '')

/** What makes a new channel of it. */
export function creationOf(kind: ChannelKind, entered: Entered): Sent<Routes['alerts.create']['body']> {
  const { name, url, language } = entered
  const rules = rulesOf(entered, null)
  return kind === 'email'
    ? { kind, name, to: addressesOf(entered.to), language, rules }
    : { kind, name, url: url.trim(), language, rules }
}

/** What changes a channel into it. */
export function changeOf(channel: AlertChannel, entered: Entered): Sent<Routes['alerts.change']['body']> {
  const { name, url, language } = entered
  const rules = rulesOf(entered, channel.rules)
  if (channel.kind === 'email') return { name, to: addressesOf(entered.to), language, rules }
  return { name, language, rules, ...(url.trim() === '' ? {} : { url: url.trim() }) }
}
