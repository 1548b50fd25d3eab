import type { ToldAlarm } from '#database/alert-deliveries'
import { factsOf, headOf, type Message, moreText, MOST_WRITTEN, TEST_TEXT, titleOf, wordOf } from './words.ts'

// Slack refuses longer ones (its reference of blocks).
const LONGEST_HEADER = 150
const LONGEST_SECTION = 3000

// What begins a mention or a link there.
const SPECIAL: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const escaped = (text: string): string => text.replaceAll(/[&<>]/g, (sign) => SPECIAL[sign] ?? sign)
const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)
const markdown = (text: string) => ({ type: 'mrkdwn', text: cut(text, LONGEST_SECTION) })

/** A message as Slack and what is compatible with it takes it: blocks, and a text for where they are not shown. */
export function slackBodyOf(message: Message): object {
  const { kind, content, page } = message
  const more = moreText(content)
  const head = cut(`${content.organization.name}: ${headOf(message)}`, LONGEST_HEADER)
  return {
    text: escaped(titleOf(message)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: head } },
      ...(kind === 'test' ? [{ type: 'section', text: markdown(TEST_TEXT) }] : []),
      ...content.alarms.slice(0, MOST_WRITTEN).flatMap((alarm) => alarmBlocks(message, alarm)),
      ...(more === null ? [] : [{ type: 'section', text: markdown(more) }]),
      { type: 'section', text: markdown(`<${page}|Look at it in Tillbridge>`) },
    ],
  }
}

function alarmBlocks({ kind, content }: Message, alarm: ToldAlarm): object[] {
  const icon =
    kind === 'recovery' ? ':white_check_mark:' : alarm.severity === 'critical' ? ':rotating_light:' : ':warning:'
  const mark = kind === 'recovery' ? 'Over' : wordOf(alarm)
  const remedy = kind === 'recovery' || alarm.remedy === null ? '' : `\n_What to do:_ ${escaped(alarm.remedy)}`
  return [
    { type: 'section', text: markdown(`${icon} *${mark}* – ${escaped(alarm.message)}${remedy}`) },
    { type: 'context', elements: [markdown(escaped(factsOf(alarm, content.zone)))] },
  ]
}
