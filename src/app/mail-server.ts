/** The mail server that letters of this installation go through, and in whose name they go. */
export interface MailServer {
  readonly host: string
  readonly port: number
  /** `start`: encrypted from the first byte; `always`: not a word before STARTTLS; `offered`: STARTTLS where there is one; `never`: this machine. */
  readonly encryption: 'start' | 'always' | 'offered' | 'never'
  /** `null` = the server asks for no password. */
  readonly login: { readonly user: string; readonly password: string } | null
  readonly from: MailAddress
}

export interface MailAddress {
  readonly name: string
  readonly address: string
}

const PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 }

/** What an address such as `smtp://user:p%40ss@smtp.example.com:587` says; `null` when it is none. Whatever is wrong with it, it must not be shown. */
export function mailServerOf(text: string): Omit<MailServer, 'from'> | null {
  const url = URL.parse(text)
  const usual = PORTS[url?.protocol ?? '']
  if (url === null || usual === undefined || url.hostname === '') return null
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') return null
  const [user, password] = [plain(url.username), plain(url.password)]
  if (user === null || password === null || (user === '') !== (password === '')) return null
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const login = user === '' ? null : { user, password }
  const encryption =
    url.protocol === 'smtps:' ? 'start' : isHere(host) ? 'never' : login === null ? 'offered' : 'always'
  return { host, port: url.port === '' ? usual : Number(url.port), encryption, login }
}

const isHere = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host)

function plain(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

const SENDER = /^(?:(?<name>[^"<>\p{Cc}]*)<(?<named>[^\s<>@,;]+@[^\s<>@,;]+)>|(?<bare>[^\s<>@,;]+@[^\s<>@,;]+))$/u

/** Reads `Tillbridge <tillbridge@example.com>`, or the address alone; `null` when it is neither. */
export function mailAddressOf(text: string): MailAddress | null {
  const { name, named, bare } = SENDER.exec(text.trim())?.groups ?? {}
  const address = named ?? bare
  return address === undefined ? null : { name: name?.trim() ?? '', address }
}
