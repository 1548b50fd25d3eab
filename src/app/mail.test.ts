import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '#lib/free-port'
import { type MailServerHere, mailServerHere } from '#testing/mail-server'
import { type MailServer, mailServerOf } from './mail-server.ts'
import { createMailer, htmlOf } from './mail.ts'

let here: MailServerHere
beforeAll(async () => {
  here = await mailServerHere()
})
afterAll(async () => {
  await here[Symbol.asyncDispose]()
})

const letter = {
  to: 'kim@example.com',
  subject: 'Välkommen – in',
  text: 'Hej åäö.\n\nhttp://localhost/x#token=a_b-c\n',
}

function serverAt(url: string): MailServer {
  const server = mailServerOf(url)
  if (server === null) throw new Error('no mail server')
  return { ...server, from: { name: 'Tillbridge, the shop', address: 'bridge@example.com' } }
}

/** What sending by that server comes to, with everything that could be shown or logged of it. */
async function failureAt(url: string, to = letter.to): Promise<Readonly<Record<string, unknown>>> {
  const mailer = createMailer(serverAt(url))
  const error = await mailer.send({ ...letter, to }).then(
    () => ({}),
    (thrown: Error) => ({
      ...thrown,
      message: thrown.message,
      shown: `${String(thrown.stack)} ${String(thrown.cause)}`,
    }),
  )
  await mailer.close()
  return error
}

test('a letter arrives as it was written, and so does the next, until it is closed', async () => {
  const mailer = createMailer(serverAt(here.url))
  await mailer.check()
  await mailer.send(letter)
  await mailer.send({ ...letter, subject: 'Again' })
  await mailer.close()
  expect(here.inbox[0]).toMatchObject({
    from: 'bridge@example.com',
    to: ['kim@example.com'],
    text: letter.text,
    html: expect.stringContaining('<a href="http://localhost/x#token=a_b-c">http://localhost/x#token=a_b-c</a>'),
  })
  const headers = here.inbox[0]?.headers
  expect(headers?.get('from')).toBe('"Tillbridge, the shop" <bridge@example.com>')
  expect(headers?.get('subject')).toMatch(/^=\?UTF-8\?/)
  expect(here.inbox.map((each) => each.headers.get('subject')).at(-1)).toBe('Again')
  await expect(mailer.send(letter)).rejects.toMatchObject({ code: 'MAIL_SERVER_AWAY' })
})

test('a password that is not taken is told, and never shown, not even where the server quotes it', async () => {
  const url = new URL(here.url)
  url.password = 'geheim%2Fwort'
  const failure = await failureAt(url.href)
  expect(failure).toMatchObject({ kind: 'unauthorized', code: 'MAIL_LOGIN_REFUSED' })
  expect(JSON.stringify(failure)).toContain('no user till@bridge with …')
  expect(JSON.stringify(failure)).not.toMatch(/geheim/)
  await expect(createMailer(serverAt(url.href)).check()).rejects.toMatchObject({ code: 'MAIL_LOGIN_REFUSED' })
})

test('a recipient that the server does not take is told as such', async () => {
  expect(await failureAt(here.url, 'nobody@example.com')).toMatchObject({
    kind: 'rejected',
    code: 'MAIL_REFUSED',
    message: expect.stringContaining('no such mailbox'),
  })
})

test('a server that is away, or hangs up, may answer later', async () => {
  expect(await failureAt(`smtp://a:b@127.0.0.1:${await freePort()}`)).toMatchObject({
    kind: 'transient',
    code: 'MAIL_SERVER_AWAY',
    remedy: expect.stringContaining('TILLBRIDGE_SMTP_URL'),
  })
  const rude = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve))
  const { port } = rude.address() as { port: number }
  expect(await failureAt(`smtp://a:b@127.0.0.1:${port}`)).toMatchObject({ code: 'MAIL_SERVER_AWAY' })
  rude.close()
})

test('a server without encryption gets no word where it should be encrypted', async () => {
  const mailer = createMailer({ ...serverAt(here.url), encryption: 'always' })
  await expect(mailer.check()).rejects.toMatchObject({ code: 'MAIL_NOT_ENCRYPTED' })
})

test('what a name contains is text, not HTML, and no link', () => {
  const html = htmlOf('<b>"A&B"</b> https://evil.example\n\nhttps://ours.example/?a=1&b="\n')
  expect(html).toContain('<p>&lt;b&gt;&quot;A&amp;B&quot;&lt;/b&gt; https://evil.example</p>')
  expect(html.match(/<a href="[^"]*"/g)).toEqual(['<a href="https://ours.example/?a=1&amp;b=&quot;"'])
})
