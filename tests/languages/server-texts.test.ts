import { describe, expect, test } from 'vitest'
import { folderOf, homeOf, isNeeded, LANGUAGES, messagesOf, textsOfServer } from '#testing/texts/catalogue'
import { serverTexts } from '#testing/texts/server-texts'
import { sourceFile } from '#testing/texts/syntax'

const HOW = 'npm run languages writes them empty into the file named here; translate each there'
const holesIn = (text: string): string[] => [...text.matchAll(/\{(\d+)(?::text)?\}/g)].map(([, index]) => index ?? '')

describe.each(LANGUAGES)('what the server writes, in the language %s,', async (language) => {
  const texts = await textsOfServer()
  const messages = await messagesOf(language)
  const ids = new Map(texts.map((text) => [text.id, text]))

  test('is found in its source', () => {
    expect(texts.filter(isNeeded).length).toBeGreaterThan(1000)
    expect(ids.get("{0} was cancelled, but {1} of the buyer's money was kept.")?.kind).toBe('text')
    expect(ids.get('credit note')?.kind).toBe('part')
  })

  test(`is all translated (${HOW})`, () => {
    const missing = texts.filter(isNeeded).flatMap((text) => {
      const area = homeOf(text)
      const { texts: whole = {}, parts = {} } = messages.get(area) ?? {}
      const says = (text.kind === 'text' ? whole : parts)[text.id]
      return says === undefined || says === '' ? [`${folderOf(language)}${area}.json: ${text.id}`] : []
    })
    expect(missing).toEqual([])
  })

  test('is nothing more (npm run languages takes out what nobody says any more)', () => {
    const said = [...messages].flatMap(([area, { texts: whole, parts }]) =>
      [...Object.keys(whole), ...Object.keys(parts)].map((id) => `${area}.json: ${id}`),
    )
    expect(said.filter((one) => !ids.has(one.slice(one.indexOf(': ') + 2)))).toEqual([])
  })

  test('translates what is filled in where that is a text of ours ({0:text})', () => {
    const said = Object.assign(
      {},
      ...[...messages.values()].flatMap(({ texts: whole, parts }) => [whole, parts]),
    ) as Record<string, string>
    const left = texts.flatMap(({ id, holesOfParts }) =>
      holesOfParts.flatMap((hole) => ((said[id] ?? '').includes(`{${hole}}`) ? [`${id}: {${hole}:text}`] : [])),
    )
    expect(left).toEqual([])
  })

  test('keeps what is filled in', () => {
    for (const { texts: whole, parts, more = {} } of messages.values()) {
      for (const [english, says] of Object.entries({ ...whole, ...parts, ...more })) {
        if (says === '') continue
        expect([english, new Set(holesIn(says))]).toEqual([english, new Set(holesIn(english))])
      }
    }
  })
})

describe('a text is found', () => {
  const found = (source: string) =>
    serverTexts(new Map([['src/books/x.ts', sourceFile('src/books/x.ts', source)]]))
      .map(({ id, kind }) => `${kind} ${id}`)
      .sort()

  test.each([
    ['with its holes', 'f({ message: `${name} was placed on ${day}.` })', ['text {0} was placed on {1}.']],
    [
      'in each of its forms',
      "f({ message: `It has ${n === 1 ? 'one row' : `${n} rows`}.` })",
      ['text It has one row.', 'text It has {0} rows.'],
    ],
    [
      'with what a table puts into it',
      "const KINDS = { a: 'an order', b: 'an invoice', c: 'a note', d: 'a bill', e: 'a slip' }\nf({ remedy: `Write ${KINDS[kind]}.` })",
      ['part a bill', 'part a note', 'part a slip', 'part an invoice', 'part an order', 'text Write {0}.'],
    ],
    [
      'where it is given to a function that says it',
      "const wrong = (why: string) => new Error({ message: `No file: ${why}.` })\nwrong('it is empty')",
      ['part it is empty', 'text No file: {0}.'],
    ],
    [
      'through the names it has on the way',
      "const NEEDS = { 401: ['No access.', 'Sign in.'] }\nconst [message, remedy] = NEEDS[status]\nthrow fault({ message, remedy })",
      ['text No access.', 'text Sign in.'],
    ],
    ['and nothing else is', "log.warn('It is late.')\nconst query = 'select it from there'", []],
  ])('%s', (_, source, expected) => {
    expect(found(source)).toEqual(expected)
  })
})
