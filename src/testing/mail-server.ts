import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

export interface Letter {
  readonly from: string
  readonly to: readonly string[]
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
  readonly html: string
}

/** A mail server on loopback that keeps what it gets. */
export interface MailServerHere extends AsyncDisposable {
  readonly inbox: Letter[]
  readonly port: number
  /** What TILLBRIDGE_SMTP_URL says to come in. */
  readonly url: string
  readonly password: string
}

const USER = 'till@bridge'
const PASSWORD = 'p@ss:w/rd%'

/** Takes letters from one user, and none to `nobody@…`. */
export async function mailServerHere(): Promise<MailServerHere> {
  const inbox: Letter[] = []
  const server = new SMTPServer({
    logger: false,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 0,
    onAuth({ username, password }, _session, done) {
      if (username === USER && password === PASSWORD) return done(null, { user: USER })
      // As talkative as a server can be.
      return done(new Error(`no user ${username} with ${password}`))
    },
    onRcptTo({ address }, _session, done) {
      done(address.startsWith('nobody@') ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null)
    },
    onData(stream, { envelope }, done) {
      const keep = (raw: string): void => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        inbox.push({ from, to: envelope.rcptTo.map(({ address }) => address), ...letterIn(raw) })
        done()
      }
      text(stream).then(keep, done)
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  const url = `smtp://${encodeURIComponent(USER)}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
  return { inbox, port, url, password: PASSWORD, [Symbol.asyncDispose]: close }
}

function letterIn(raw: string): Pick<Letter, 'headers' | 'text' | 'html'> {
  const { headers, body } = partIn(raw)
  const boundary = /boundary="?([^";]+)/.exec(headers.get('content-type') ?? '')?.[1] ?? ''
  const parts = `\r\n${body}`
    .split(`\r\n--${boundary}`)
    .slice(1, -1)
    .map((part) => partIn(part.replace(/^\r\n/, '')))
  const ofType = (type: string): string => {
    const part = parts.find((each) => each.headers.get('content-type')?.startsWith(type) === true)
    return part === undefined ? '' : decoded(part).replaceAll('\r\n', '\n')
  }
  return { headers, text: ofType('text/plain'), html: ofType('text/html') }
}

interface Part {
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

function partIn(raw: string): Part {
  const end = raw.indexOf('\r\n\r\n')
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const headers = lines.map((line) => [line.split(':')[0]?.toLowerCase() ?? '', line.replace(/^[^:]*: */, '')] as const)
  return { headers: new Map(headers), body: raw.slice(end + 4) }
}

function decoded({ headers, body }: Part): string {
  const encoding = headers.get('content-transfer-encoding')
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  if (encoding !== 'quoted-printable') return body
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
