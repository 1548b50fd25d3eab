import { XMLParser } from 'fast-xml-parser'

/** The text is no XML that we read; the message says why, for the person who looks at it. */
export class XmlError extends Error {}

// Values stay texts: `0012` is an article, and `12.50` an amount. Declared entities are refused before the parser sees them.
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  parseTagValue: false,
  parseAttributeValue: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  processEntities: true,
  // Also what makes `&#65;` an A.
  htmlEntities: true,
  maxNestedTags: 100,
})

/**
 * XML as plain values: an element is an object of its children, `@name` its attributes, `#text` its text beside either; an element with
 * text alone is that text; elements of one name are a list. Prefixes of namespaces are left out.
 *
 * @throws {XmlError} when it is not well-formed, nests too deeply, or brings a document type: entities of its own are how a small
 *   text becomes a huge one, or reads files.
 */
export function parseXml(text: string): unknown {
  if (/<!DOCTYPE/i.test(text)) throw new XmlError('the XML brings a document type of its own, which is not read')
  if (!/^\uFEFF?\s*</.test(text)) throw new XmlError('it does not begin as XML does')
  try {
    return parser.parse(text.replace(/^\uFEFF/, ''), true) as unknown
  } catch (error) {
    throw new XmlError(told(error), { cause: error })
  }
}

function told(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const open = /^Invalid '\[([\s\S]*)\]' found/.exec(message)?.[1]
  return open === undefined ? message : `it breaks off: ${open.replace(/\s+/g, ' ').trim()} is never closed`
}

const NAME = /^[A-Za-z_][\w.:-]*$/

/**
 * An object with one property, the root, as XML; the reverse of `parseXml`. `null` and absent properties are left out, lists repeat
 * their element.
 *
 * @throws {XmlError} when there is no single root, or a name cannot be one of an element.
 */
export function buildXml(root: unknown): string {
  const entries = root !== null && typeof root === 'object' && !Array.isArray(root) ? Object.entries(root) : []
  const [only] = entries
  if (only === undefined || entries.length > 1 || Array.isArray(only[1])) {
    throw new XmlError('XML needs exactly one root element: an object with one property')
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(only[0], only[1])}`
}

function element(name: string, value: unknown): string {
  if (!NAME.test(name)) throw new XmlError(`"${name}" cannot be the name of an XML element`)
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map((one) => element(name, one)).join('')
  if (typeof value !== 'object') return `<${name}>${escaped(value)}</${name}>`
  const entries = Object.entries(value as Record<string, unknown>)
  const attributes = entries
    .filter(([key, one]) => key.startsWith('@') && one !== null && one !== undefined)
    .map(([key, one]) => {
      if (!NAME.test(key.slice(1))) throw new XmlError(`"${key}" cannot be the name of an XML attribute`)
      return ` ${key.slice(1)}="${escaped(one)}"`
    })
  const children = entries
    .filter(([key]) => !key.startsWith('@'))
    .map(([key, one]) => (key === '#text' ? escaped(one ?? '') : element(key, one)))
  return `<${name}${attributes.join('')}>${children.join('')}</${name}>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

// Control characters cannot stand in XML 1.0 at all, not even escaped.
const escaped = (value: unknown): string =>
  String(value)
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
