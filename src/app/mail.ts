import { TillbridgeError } from '#lib/errors'
import type { SendMail } from '#server/mail'
import type { MailServer } from './mail-server.ts'

/** Sends letters through a mail server. Connections are kept for a while, so that a second letter is quick. */
export interface Mailer {
  /** @throws {TillbridgeError} `unauthorized`, `rejected` or `transient`, with a remedy. */
  readonly send: SendMail
  /** Greets the server and signs in, and sends nothing. Throws as `send` does. */
  check(): Promise<void>
  /** Lets letters on their way go out, for a few seconds at most, and takes no more. */
  close(): Promise<void>
}

const LETTER_MS = 60_000
const CLOSE_MS = 5_000
const CONNECTIONS = 2

/** Opens nothing yet: the first letter does. */
export function createMailer(server: MailServer): Mailer {
  let opening: ReturnType<typeof openTransport> | null = null
  const onTheirWay = new Set<Promise<unknown>>()
  const told = async (work: Promise<unknown>): Promise<void> => {
    onTheirWay.add(work)
    try {
      await work
    } catch (error) {
      throw mailFailure(server, error)
    } finally {
      onTheirWay.delete(work)
    }
  }
  const transport = () => (opening ??= openTransport(server))
  return {
    send: ({ to, subject, text, html = htmlOf(text) }) =>
      told(
        transport().then((open) =>
          open.sendMail({
            from: server.from,
            // An address as such: nothing in it is read as a name or as a list.
            to: { name: '', address: to },
            subject,
            text,
            html,
            signal: AbortSignal.timeout(LETTER_MS),
          }),
        ),
      ),
    check: () => told(transport().then((open) => open.verify())),
    async close() {
      if (opening === null) return
      const tooLate = AbortSignal.timeout(CLOSE_MS)
      const late = new Promise<void>((resolve) => tooLate.addEventListener('abort', () => resolve(), { once: true }))
      await Promise.race([Promise.allSettled(onTheirWay), late])
      ;(await opening).close({ force: true })
    },
  }
}

/** The library is loaded with the first letter, which most starts never send. */
async function openTransport({ host, port, encryption, login }: MailServer) {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    pool: true,
    maxConnections: CONNECTIONS,
    maxRequeues: 2,
    host,
    port,
    secure: encryption === 'start',
    requireTLS: encryption === 'always',
    ignoreTLS: encryption === 'never',
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password }, forceAuth: true }),
    dnsTimeout: 10_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    // A letter is what we write: nothing in it is fetched from elsewhere.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

const SPECIAL: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => SPECIAL[sign] ?? sign)

/** The same words for programs that show HTML. Only a line that is an address and nothing else becomes a link. */
export function htmlOf(text: string): string {
  const lines = (paragraph: string): string =>
    paragraph
      .split('\n')
      .map((line) =>
        /^https?:\/\/\S+$/.test(line) ? `<a href="${escaped(line)}">${escaped(line)}</a>` : escaped(line),
      )
      .join('<br>\n')
  const paragraphs = text.trim().split(/\n{2,}/)
  return `<!doctype html>\n<meta charset="utf-8">\n${paragraphs.map((each) => `<p>${lines(each)}</p>`).join('\n')}\n`
}

const NOT_TRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/

/** What the library throws, in our words. The error itself is left behind: it may quote what was said to the server. */
function mailFailure(server: MailServer, error: unknown): TillbridgeError {
  const { code = '', responseCode = 0, message = '' } = error as Partial<MailFault>
  const where = `${server.host}:${server.port}`
  const said = withoutPassword(server, message)
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    return new TillbridgeError({
      kind: 'unauthorized',
      code: 'MAIL_LOGIN_REFUSED',
      message: `The mail server ${where} does not take the user or the password (${said}).`,
      remedy:
        'Correct TILLBRIDGE_SMTP_URL. Signs such as @ : / % in a user or a password are written percent-encoded there, e.g. %40 for @.',
    })
  }
  if (code === 'ETLS' || NOT_TRUSTED.test(code) || /certificate/i.test(message)) {
    return new TillbridgeError({
      kind: 'rejected',
      code: 'MAIL_NOT_ENCRYPTED',
      message: `No connection to the mail server ${where} that is encrypted and can be trusted (${said}).`,
      remedy:
        'Use the address that its certificate names, and smtps:// where it is encrypted from the start (port 465). For a certificate of your own, set NODE_EXTRA_CA_CERTS.',
    })
  }
  if (responseCode >= 500 || code === 'EENVELOPE') {
    return new TillbridgeError({
      kind: 'rejected',
      code: 'MAIL_REFUSED',
      message: `The mail server ${where} does not take the letter (${said}).`,
      remedy: 'Look at the address it goes to, and whether this user may send as TILLBRIDGE_MAIL_FROM.',
    })
  }
  return new TillbridgeError({
    kind: 'transient',
    code: 'MAIL_SERVER_AWAY',
    message: `The mail server ${where} does not answer as it should (${said}).`,
    remedy:
      'Look whether it runs, whether TILLBRIDGE_SMTP_URL names it and its port, and whether a firewall stands between.',
  })
}

interface MailFault {
  readonly code: string
  /** What the server answered, e.g. 550. */
  readonly responseCode: number
  readonly message: string
}

/** A server may quote what it was told, as it is or as it travels. */
function withoutPassword({ login }: MailServer, text: string): string {
  if (login === null) return text
  const { user, password } = login
  const base64 = (plain: string): string => Buffer.from(plain).toString('base64')
  const forms = [base64(`\0${user}\0${password}`), base64(password), encodeURIComponent(password), password]
  return forms.reduce((rest, form) => rest.replaceAll(form, '…'), text)
}
