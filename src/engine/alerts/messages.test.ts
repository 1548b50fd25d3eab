import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { DeliveryKind, ToldAlarm } from '#database/alert-deliveries'
import { LETTER_WORDS } from '#languages/letter-words'
import { letterOf } from './letter.ts'
import { newSigningSecret, signatureHeaders, webhookBodyOf } from './signed.ts'
import { slackBodyOf } from './slack.ts'
import { lasted, type Message, messageIn } from './words.ts'

const alarm = (over: Partial<ToldAlarm> = {}): ToldAlarm => ({
  alarmId: '01890000-0000-7000-8000-000000000000',
  code: 'CONNECTION_PAUSED',
  subject: 'shop',
  severity: 'critical',
  message: 'The shop does not let us in.',
  remedy: 'Enter a new key <here> & there.',
  count: 12,
  openings: 3,
  integration: 'acme',
  connection: 'shop',
  openedAt: '2026-11-18T12:00:00.000Z',
  closedAt: null,
  ...over,
})
const message = (kind: DeliveryKind, alarms: readonly ToldAlarm[], more = 0): Message => ({
  kind,
  content: { organization: { key: 'main', name: 'Acme' }, zone: 'Europe/Berlin', alarms, more },
  page: 'https://bridge.example.com/o/main',
  words: LETTER_WORDS.en,
})

test('a letter says what is wrong, what to do, since when and how often, and leads there', () => {
  const { subject, text, html } = letterOf(message('problem', [alarm()]))
  expect(subject).toBe('[Acme] Critical: The shop does not let us in.')
  expect(text).toBe(
    [
      'Acme: Something needs attention.',
      '',
      'Critical – The shop does not let us in.',
      'What to do: Enter a new key <here> & there.',
      'Since 18 Nov 2026, 13:00 (Europe/Berlin). Integration acme. Connection shop. It concerns 12 records. It came 3 times within 24 hours.',
      '',
      'Look at it in Tillbridge:',
      'https://bridge.example.com/o/main',
      '',
    ].join('\n'),
  )
  expect(html).toContain('Enter a new key &lt;here&gt; &amp; there.')
  expect(html).toContain('href="https://bridge.example.com/o/main"')
})

test('what is over is told with how long it lasted, and asks for nothing', () => {
  const { subject, text } = letterOf(message('recovery', [alarm({ closedAt: '2026-11-18T14:05:00.000Z' })]))
  expect(subject).toBe('[Acme] Over: The shop does not let us in.')
  expect(text).toContain('From 18 Nov 2026, 13:00 (Europe/Berlin) to 18 Nov 2026, 15:05 (Europe/Berlin): 2 h 5 min.')
  expect(text).not.toContain('What to do')
  expect(lasted('2026-11-18T12:00:00Z', '2026-11-20T13:59:00Z', LETTER_WORDS.en)).toBe('2 d 1 h')
  expect(lasted('2026-11-18T12:00:00Z', '2026-11-18T12:00:20Z', LETTER_WORDS.en)).toBe('less than a minute')
})

test('a letter is in the language of its channel, and what is not ours stays as it is', async () => {
  const ours = alarm({ message: 'Nothing goes through "shop": It said <no>.', remedy: null, openings: 1 })
  const { subject, text, html } = letterOf(await messageIn('sv', message('problem', [ours])))
  expect(subject).toBe('[Acme] Kritiskt: Inget går genom ”shop”: It said <no>.')
  expect(text).toBe(
    [
      'Acme: Något behöver åtgärdas.',
      '',
      'Kritiskt – Inget går genom ”shop”: It said <no>.',
      'Sedan 18 nov. 2026 13:00 (Europe/Berlin). Integration acme. Anslutning shop. Det gäller 12 poster.',
      '',
      'Visa i Tillbridge:',
      'https://bridge.example.com/o/main',
      '',
    ].join('\n'),
  )
  expect(html).toContain('<html lang="sv">')
})

test('many are one message that says how many more there are', () => {
  const many = Array.from({ length: 12 }, (_, index) => alarm({ subject: String(index) }))
  const { subject, text } = letterOf(message('problem', many, 30))
  expect(subject).toBe('[Acme] 42 things need attention')
  expect(text).toContain('And 32 more.')
  expect(text.match(/Critical –/g)).toHaveLength(10)
  expect(letterOf(message('problem', [alarm({ message: 'x'.repeat(400) })])).subject).toHaveLength(150)
})

test('Slack gets blocks with a text, in which nothing mentions anybody', () => {
  const body = slackBodyOf(message('problem', [alarm({ message: 'Ask <!channel> & wait' })])) as {
    text: string
    blocks: { type: string }[]
  }
  expect(body.text).toBe('[Acme] Critical: Ask &lt;!channel&gt; &amp; wait')
  expect(body.blocks.map(({ type }) => type)).toEqual(['header', 'section', 'context', 'section'])
  expect(JSON.stringify(body.blocks)).not.toContain('<!channel>')
  expect(JSON.stringify(body.blocks)).toContain('<https://bridge.example.com/o/main|Look at it in Tillbridge>')
})

test('a webhook is signed over its id, its time and its body', () => {
  const secret = newSigningSecret()
  const body = webhookBodyOf('d1', '2026-11-18T12:00:00.000Z', message('test', []))
  expect(JSON.parse(body)).toMatchObject({ id: 'd1', type: 'alert.test', organization: { key: 'main' }, alarms: [] })
  const headers = signatureHeaders(secret, 'd1', body, new Date('2026-11-18T12:00:01.900Z'))
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const expected = createHmac('sha256', key).update(`msg_d1.1795003201.${body}`).digest('base64')
  expect(headers).toEqual({
    'webhook-id': 'msg_d1',
    'webhook-timestamp': String(Math.floor(Date.parse('2026-11-18T12:00:01Z') / 1000)),
    'webhook-signature': expect.stringMatching(/^v1,/),
  })
  expect([headers['webhook-timestamp'], headers['webhook-signature']]).toEqual(['1795003201', `v1,${expected}`])
})

test('the example of the guide takes what is signed, and nothing else', async () => {
  const guide = await readFile('docs/guides/alerts.md', 'utf8')
  const code = /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? ''
  const { isFromTillbridge } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    isFromTillbridge: (headers: object, body: string, secret: string, now: number) => boolean
  }
  const now = new Date('2026-11-18T12:00:00Z')
  const secret = newSigningSecret()
  const headers = signatureHeaders(secret, 'd1', '{}', now)
  expect(isFromTillbridge(headers, '{}', secret, now.getTime())).toBe(true)
  expect(isFromTillbridge(headers, '{ }', secret, now.getTime())).toBe(false)
  expect(isFromTillbridge(headers, '{}', newSigningSecret(), now.getTime())).toBe(false)
  expect(isFromTillbridge(headers, '{}', secret, now.getTime() + 301_000)).toBe(false)
})
