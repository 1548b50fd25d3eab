import { OdooError } from '#sandboxes/odoo/errors'

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A value in XML-RPC; Python refuses `None`, so nothing can be said of nothing. */
export function writeValue(value: unknown): string {
  return `<value>${written(value)}</value>`
}

function written(value: unknown): string {
  if (value === null || value === undefined)
    throw new OdooError('builtins.TypeError', 'cannot marshal None unless allow_none is enabled')
  if (typeof value === 'boolean') return `<boolean>${value ? 1 : 0}</boolean>`
  if (typeof value === 'number') return Number.isInteger(value) ? `<int>${value}</int>` : `<double>${value}</double>`
  if (typeof value === 'string') return `<string>${escape(value)}</string>`
  if (Array.isArray(value))
    return `<array><data>\n${value.map((one) => `${writeValue(one)}\n`).join('')}</data></array>`
  const members = Object.entries(value).map(
    ([name, one]) => `<member>\n<name>${escape(name)}</name>\n${writeValue(one)}\n</member>\n`,
  )
  return `<struct>\n${members.join('')}</struct>`
}

export interface Call {
  readonly method: string
  readonly params: readonly unknown[]
}

const TOKEN = /<(\/?)([\w.]+)\s*(\/?)>|([^<]+)/g

interface Reader {
  readonly tokens: readonly string[]
  at: number
}

/** Reads a `methodCall`. */
export function readCall(text: string): Call {
  const body = text.replace(/<\?xml[^>]*\?>/, '').replaceAll(/<!--[^]*?-->/g, '')
  const tokens = [...body.matchAll(TOKEN)].flatMap(([all, , name, empty]) =>
    empty === '/' ? [`<${name ?? ''}>`, `</${name ?? ''}>`] : [all],
  )
  const reader: Reader = { tokens, at: 0 }
  const method = /<methodName>\s*([^<]*?)\s*<\/methodName>/.exec(body)?.[1] ?? ''
  const params: unknown[] = []
  while (reader.at < tokens.length) {
    if (tokens[reader.at] === '<param>') {
      reader.at += 1
      params.push(readValue(reader))
    } else reader.at += 1
  }
  return { method, params }
}

const isBlank = (token: string | undefined): boolean => token !== undefined && token.trim() === ''

function skipBlank(reader: Reader): void {
  while (isBlank(reader.tokens[reader.at])) reader.at += 1
}

function readValue(reader: Reader): unknown {
  skipBlank(reader)
  reader.at += 1
  const start = reader.at
  skipBlank(reader)
  const token = reader.tokens[reader.at] ?? ''
  if (!token.startsWith('<') || token === '</value>') {
    if (token === '</value>') reader.at = start
    return readText(reader, '</value>')
  }
  reader.at += 1
  const value = readTyped(reader, token.slice(1, -1))
  skipBlank(reader)
  reader.at += 1
  return value
}

function readTyped(reader: Reader, type: string): unknown {
  if (type === 'array') return readArray(reader)
  if (type === 'struct') return readStruct(reader)
  const text = readText(reader, `</${type}>`)
  if (type === 'int' || type === 'i4' || type === 'i8' || type === 'double') return Number(text)
  if (type === 'boolean') return text.trim() === '1'
  if (type === 'nil') return null
  return text
}

function readText(reader: Reader, end: string): string {
  let text = ''
  while (reader.at < reader.tokens.length && reader.tokens[reader.at] !== end) {
    text += reader.tokens[reader.at] ?? ''
    reader.at += 1
  }
  reader.at += 1
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&amp;', '&')
}

function readArray(reader: Reader): unknown[] {
  const values: unknown[] = []
  while (reader.at < reader.tokens.length && reader.tokens[reader.at] !== '</array>') {
    if (reader.tokens[reader.at] === '<value>') values.push(readValue(reader))
    else reader.at += 1
  }
  reader.at += 1
  return values
}

function readStruct(reader: Reader): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  let name = ''
  while (reader.at < reader.tokens.length && reader.tokens[reader.at] !== '</struct>') {
    const token = reader.tokens[reader.at]
    if (token === '<name>') {
      reader.at += 1
      name = readText(reader, '</name>')
    } else if (token === '<value>') values[name] = readValue(reader)
    else reader.at += 1
  }
  reader.at += 1
  return values
}
