/** A number in [0, 1). */
export type Random = () => number

export const pick = <T>(random: Random, values: readonly [T, ...T[]]): T =>
  values[Math.floor(random() * values.length)] ?? values[0]

const deep = (levels: number): string => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)

/** JSON texts that no field expects: some are wrong in type, some in range, some are traps of JavaScript or of Postgres. */
const NASTY: readonly [string, ...string[]] = [
  'null',
  'true',
  '""',
  '" "',
  '0',
  '-1',
  '0.1',
  '1e400',
  '-1e400',
  '9007199254740993',
  '123456789012345678901234567890',
  '1e21',
  '"NaN"',
  '"1e5"',
  '"-0"',
  '"12,50"',
  '[]',
  '{}',
  '[[[[[]]]]]',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\ufffe\\uffff"',
  '"🧨"',
  '"\'; drop table tillbridge.events; --"',
  '"${7*7}{{7*7}}"',
  '"../../etc/passwd"',
  '"-271821-04-20T00:00:00Z"',
  '"+275760-09-13T00:00:00Z"',
  '"9999-12-31T23:59:59Z"',
  '"0001-01-01T00:00:00Z"',
  '"2026-02-30T25:61:61Z"',
  '"not a date"',
  `"${'x'.repeat(3000)}"`,
  `"${'9'.repeat(3000)}"`,
  `"${'\u{1F600}'.repeat(1000)}"`,
  `[${'0,'.repeat(2000)}0]`,
  deep(50),
  deep(5000),
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"hasOwnProperty":1,"then":1,"length":-1}',
]

// Each JSON value of a text, keys excepted: what stands behind a colon, a comma or a bracket.
const VALUE = /(?<=[:,[]\s*)("(?:[^"\\]|\\.)*"(?!\s*:)|-?\d[\d.eE+-]*|true|false|null)/g

/** The text with one to three of its values replaced; always JSON. */
export function mutateValues(random: Random, json: string): string {
  let text = json
  const rounds = 1 + Math.floor(random() * 3)
  for (let round = 0; round < rounds; round += 1) {
    const values = [...text.matchAll(VALUE)]
    const chosen = values[Math.floor(random() * values.length)]
    if (chosen?.index === undefined) return text
    text = text.slice(0, chosen.index) + pick(random, NASTY) + text.slice(chosen.index + chosen[0].length)
  }
  return text
}

/** The record's own id, name, stamps and sums replaced: the fields that decide what is stored. */
export function mutateHead(random: Random, json: string): string {
  const field = pick(random, [
    'id',
    'name',
    'updated_at',
    'created_at',
    'admin_graphql_api_id',
    'total_price',
    'currency',
  ])
  return json.replace(
    new RegExp(`"${field}":("(?:[^"\\\\]|\\\\.)*"|[^,}]*)`),
    () => `"${field}":${pick(random, NASTY)}`,
  )
}

/** The bytes damaged: cut, turned, filled up, doubled, in another encoding, or not there at all. */
export function mutateBytes(random: Random, json: string): Buffer {
  const bytes = Buffer.from(json)
  const at = Math.floor(random() * bytes.length)
  return pick<() => Buffer>(random, [
    () => bytes.subarray(0, at),
    () => Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xfe, 0xc0, 0x80]), bytes.subarray(at)]),
    () => Buffer.concat([bytes.subarray(0, at), Buffer.from([0]), bytes.subarray(at)]),
    () => Buffer.from(bytes.map((byte, index) => (index % 97 === at % 97 ? byte ^ 0x55 : byte))),
    () => Buffer.concat([bytes, bytes]),
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
    () => Buffer.from(json, 'utf16le'),
    () => Buffer.alloc(0),
    () => Buffer.from(' \n\t '),
    () => Buffer.from(pick(random, NASTY)),
    () => Buffer.from(deep(100_000)),
    () => Buffer.alloc(1 + Math.floor(random() * 4000), at),
    () => Buffer.from('--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'),
  ])()
}
