import type { ToldAlarm } from '#database/alert-deliveries'
import { factsOf, headOf, markOf, type Message, moreText, MOST_WRITTEN, titleOf } from './words.ts'

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
  const { kind, content, page, words } = message
  const more = moreText(message)
  const head = cut(`${content.organization.name}: ${headOf(message)}`, LONGEST_HEADER)
  return {
    text: escaped(titleOf(message)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: head } },
      ...(kind === 'test' ? [{ type: 'section', text: markdown(words.testText) }] : []),
      ...content.alarms.slice(0, MOST_WRITTEN).flatMap((alarm) => alarmBlocks(message, alarm)),
      ...(more === null ? [] : [{ type: 'section', text: markdown(more) }]),
      { type: 'section', text: markdown(`<${page}|${words.look}>`) },
    ],
  }
}

function alarmBlocks(message: Message, alarm: ToldAlarm): object[] {
  const { kind, words } = message
  const icon =
    kind === 'recovery' ? ':white_check_mark:' : alarm.severity === 'critical' ? ':rotating_light:' : ':warning:'
  const remedy = kind === 'recovery' || alarm.remedy === null ? '' : `\n_${words.whatToDo}:_ ${escaped(alarm.remedy)}`
  return [
    { type: 'section', text: markdown(`${icon} *${markOf(message, alarm)}* – ${escaped(alarm.message)}${remedy}`) },
    { type: 'context', elements: [markdown(escaped(factsOf(alarm, message)))] },
  ]
}
