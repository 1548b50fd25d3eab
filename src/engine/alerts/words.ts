import type { AlertContent, DeliveryKind, ToldAlarm } from '#database/alert-deliveries'

/** What a message is made of, for any way to send it. */
export interface Message {
  readonly kind: DeliveryKind
  readonly content: AlertContent
  /** Where people look at it. */
  readonly page: string
}

/** How many alarms a message writes out. */
export const MOST_WRITTEN = 10

const HEADS: Readonly<Record<DeliveryKind, (count: number) => string>> = {
  problem: (count) => (count === 1 ? 'Something needs attention' : `${count} things need attention`),
  summary: (count) => `Since it was quiet: ${count === 1 ? 'one thing needs' : `${count} things need`} attention`,
  escalation: (count) => `Nobody has taken care of ${count === 1 ? 'this' : `these ${count} things`} yet`,
  recovery: (count) => (count === 1 ? 'It is over' : `${count} things are over`),
  test: () => 'This is a test',
}

const countOf = ({ alarms, more }: AlertContent): number => alarms.length + more

/** One line: what this is about. */
export const headOf = ({ kind, content }: Message): string => HEADS[kind](countOf(content))

/** One line that stands for the whole message, where only one is shown. */
export function titleOf(message: Message): string {
  const { kind, content } = message
  const [first] = content.alarms
  const begin = `[${content.organization.name}]`
  if (first === undefined || countOf(content) > 1) return `${begin} ${headOf(message)}`
  const word = { problem: wordOf(first), summary: wordOf(first), escalation: 'Still open', recovery: 'Over', test: '' }
  return `${begin} ${word[kind]}: ${first.message}`
}

export const TEST_TEXT =
  'Alerts of Tillbridge arrive here. When something needs attention, this is where you are told what it is and what to do.'

export const wordOf = ({ severity }: Pick<ToldAlarm, 'severity'>): string =>
  severity === 'critical' ? 'Critical' : 'Warning'

/** What is known of an alarm besides its message and remedy, in short sentences. */
export function factsOf(alarm: ToldAlarm, zone: string): string {
  const { openedAt, closedAt, connection, integration, count, openings } = alarm
  const when =
    closedAt === null
      ? `Since ${instantText(openedAt, zone)}.`
      : `From ${instantText(openedAt, zone)} to ${instantText(closedAt, zone)}: ${lasted(openedAt, closedAt)}.`
  return [
    when,
    ...(integration === null ? [] : [`Integration ${integration}.`]),
    ...(connection === null ? [] : [`Connection ${connection}.`]),
    ...(count > 1 ? [`It concerns ${count} records.`] : []),
    ...(openings > 1 ? [`It came ${openings} times within 24 hours.`] : []),
  ].join(' ')
}

export function moreText({ alarms, more }: AlertContent): string | null {
  const left = more + Math.max(0, alarms.length - MOST_WRITTEN)
  return left === 0 ? null : `And ${left} more.`
}

const instantText = (at: string, zone: string): string =>
  `${new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at))} (${zone})`

/** E.g. `2 h 5 min`. */
export function lasted(from: string, to: string): string {
  const minutes = Math.max(0, Math.round((new Date(to).getTime() - new Date(from).getTime()) / 60_000))
  if (minutes < 1) return 'less than a minute'
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)]
  const parts = [
    [days, 'd'],
    [hours, 'h'],
    [days > 0 ? 0 : minutes % 60, 'min'],
  ] as const
  return parts.flatMap(([number, unit]) => (number === 0 ? [] : [`${number} ${unit}`])).join(' ')
}
