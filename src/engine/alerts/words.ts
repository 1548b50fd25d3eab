import type { AlertContent, DeliveryKind, ToldAlarm } from '#database/alert-deliveries'
import { type Language, translatorsOf } from '#languages/languages'
import { LETTER_WORDS, type LetterWords } from '#languages/letter-words'

/** What a message is made of, for any way to send it. */
export interface Message {
  readonly kind: DeliveryKind
  /** Its texts are in the language of `words` already. */
  readonly content: AlertContent
  /** Where people look at it. */
  readonly page: string
  readonly words: LetterWords
}

/** How many alarms a message writes out. */
export const MOST_WRITTEN = 10

/** A message in a language. What of it is another system's own words stays as it is. */
export async function messageIn(language: Language, message: Omit<Message, 'words'>): Promise<Message> {
  const words = LETTER_WORDS[language]
  const translators = await translatorsOf(language)
  if (translators === null) return { ...message, words }
  const say = (text: string): string => translators.text(text) ?? text
  const alarms = message.content.alarms.map((alarm) => ({
    ...alarm,
    message: say(alarm.message),
    remedy: alarm.remedy === null ? null : say(alarm.remedy),
  }))
  return { ...message, words, content: { ...message.content, alarms } }
}

const countOf = ({ alarms, more }: AlertContent): number => alarms.length + more

/** One line: what this is about. */
export const headOf = ({ kind, content, words }: Message): string =>
  kind === 'test' ? words.test : words[kind](countOf(content))

/** One line that stands for the whole message, where only one is shown. */
export function titleOf(message: Message): string {
  const { kind, content, words } = message
  const [first] = content.alarms
  const begin = `[${content.organization.name}]`
  if (first === undefined || countOf(content) > 1) return `${begin} ${headOf(message)}`
  const mark = kind === 'escalation' ? words.stillOpen : markOf(message, first)
  return `${begin} ${mark}: ${first.message}`
}

/** How bad an alarm is, or that it is over. */
export function markOf({ kind, words }: Pick<Message, 'kind' | 'words'>, { severity }: ToldAlarm): string {
  if (kind === 'recovery') return words.over
  return severity === 'critical' ? words.critical : words.warning
}

/** What is known of an alarm besides its message and remedy, in short sentences. */
export function factsOf(alarm: ToldAlarm, { content: { zone }, words }: Pick<Message, 'content' | 'words'>): string {
  const { openedAt, closedAt, connection, integration, count, openings } = alarm
  const instant = (at: string): string => instantText(at, zone, words.locale)
  const when =
    closedAt === null
      ? words.since(instant(openedAt))
      : words.fromTo(instant(openedAt), instant(closedAt), lasted(openedAt, closedAt, words))
  return [
    when,
    ...(integration === null ? [] : [words.integration(integration)]),
    ...(connection === null ? [] : [words.connection(connection)]),
    ...(count > 1 ? [words.records(count)] : []),
    ...(openings > 1 ? [words.times(openings)] : []),
  ].join(' ')
}

export function moreText({ content: { alarms, more }, words }: Message): string | null {
  const left = more + Math.max(0, alarms.length - MOST_WRITTEN)
  return left === 0 ? null : words.more(left)
}

const instantText = (at: string, zone: string, locale: string): string =>
  `${new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at))} (${zone})`

/** E.g. `2 h 5 min`. */
export function lasted(from: string, to: string, words: LetterWords): string {
  const minutes = Math.max(0, Math.round((new Date(to).getTime() - new Date(from).getTime()) / 60_000))
  if (minutes < 1) return words.momentary
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)]
  const parts = [
    [days, 'd'],
    [hours, 'h'],
    [days > 0 ? 0 : minutes % 60, 'min'],
  ] as const
  return parts.flatMap(([number, unit]) => (number === 0 ? [] : [`${number} ${unit}`])).join(' ')
}
