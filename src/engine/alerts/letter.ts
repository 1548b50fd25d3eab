import type { ToldAlarm } from '#database/alert-deliveries'
import { factsOf, headOf, markOf, type Message, moreText, MOST_WRITTEN, titleOf } from './words.ts'

interface Letter {
  readonly subject: string
  readonly text: string
  readonly html: string
}

const LONGEST_SUBJECT = 150

/** A message as an e-mail. */
export function letterOf(message: Message): Letter {
  const title = titleOf(message).replaceAll(/\s+/g, ' ')
  const subject = title.length > LONGEST_SUBJECT ? `${title.slice(0, LONGEST_SUBJECT - 1)}…` : title
  return { subject, text: textOf(message), html: htmlOf(message) }
}

const written = ({ content }: Message): readonly ToldAlarm[] => content.alarms.slice(0, MOST_WRITTEN)

function textOf(message: Message): string {
  const { kind, content, page, words } = message
  const more = moreText(message)
  const paragraphs = [
    `${content.organization.name}: ${headOf(message)}.`,
    ...(kind === 'test' ? [words.testText] : []),
    ...written(message).map((alarm) =>
      [
        `${markOf(message, alarm)} – ${alarm.message}`,
        ...(kind === 'recovery' || alarm.remedy === null ? [] : [`${words.whatToDo}: ${alarm.remedy}`]),
        factsOf(alarm, message),
      ].join('\n'),
    ),
    ...(more === null ? [] : [more]),
    `${words.look}:\n${page}`,
  ]
  return `${paragraphs.join('\n\n')}\n`
}

const SPECIAL: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => SPECIAL[sign] ?? sign)

// Programs that show mail know little of CSS: tables, and styles beside what they are for.
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const COLORS = { critical: '#b42318', warning: '#93590a', over: '#0a6b58' } as const

function htmlOf(message: Message): string {
  const { kind, content, page, words } = message
  const more = moreText(message)
  return [
    '<!doctype html>',
    `<html lang="${words.locale.slice(0, 2)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(titleOf(message))}</title></head>`,
    `<body style="margin:0;padding:24px 12px;background:#f4f6f5;color:#16201d;${FONT}">`,
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">',
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff;border:1px solid #dfe5e2;border-radius:12px"><tr><td style="padding:28px">',
    `<p style="margin:0 0 4px;font-size:13px;color:#56635e">${escaped(content.organization.name)}</p>`,
    `<h1 style="margin:0 0 20px;font-size:20px;line-height:1.3">${escaped(headOf(message))}</h1>`,
    ...(kind === 'test' ? [`<p style="margin:0 0 20px;font-size:15px;line-height:1.5">${words.testText}</p>`] : []),
    ...written(message).map((alarm) => alarmHtml(message, alarm)),
    ...(more === null ? [] : [`<p style="margin:0 0 20px;font-size:15px">${more}</p>`]),
    `<p style="margin:0"><a href="${escaped(page)}" style="display:inline-block;padding:10px 16px;border-radius:8px;background:#0a6b58;color:#ffffff;font-size:15px;font-weight:600;text-decoration:none">${words.look}</a></p>`,
    '</td></tr></table></td></tr></table></body></html>',
    '',
  ].join('\n')
}

function alarmHtml(message: Message, alarm: ToldAlarm): string {
  const mark = markOf(message, alarm)
  const color = COLORS[message.kind === 'recovery' ? 'over' : alarm.severity]
  const remedy = message.kind === 'recovery' ? null : alarm.remedy
  return [
    `<div style="margin:0 0 20px;padding:0 0 0 14px;border-left:3px solid ${color}">`,
    `<p style="margin:0 0 4px;font-size:13px;font-weight:600;color:${color}">${mark}</p>`,
    `<p style="margin:0 0 6px;font-size:15px;line-height:1.5;font-weight:600">${escaped(alarm.message)}</p>`,
    ...(remedy === null
      ? []
      : [
          `<p style="margin:0 0 6px;font-size:15px;line-height:1.5"><strong>${message.words.whatToDo}:</strong> ${escaped(remedy)}</p>`,
        ]),
    `<p style="margin:0;font-size:13px;line-height:1.5;color:#56635e">${escaped(factsOf(alarm, message))}</p>`,
    '</div>',
  ].join('\n')
}
