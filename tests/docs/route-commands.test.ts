import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Route } from '#api/route'
import { ROUTES } from '#api/routes'

test('every command that a route names is one of the command line', async () => {
  const page = await readFile(new URL('../../docs/reference/cli.md', import.meta.url), 'utf8')
  // The page has headings for a command and for what is below it, but for nothing deeper.
  const known = new Set([...page.matchAll(/^##+ (.+)$/gm)].map((match) => match[1]))
  const named = (Object.entries(ROUTES) as [string, Route][]).flatMap(([name, { command }]) =>
    command === undefined ? [] : [{ name, command }],
  )
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter(({ command }) => !known.has(command.split(' ').slice(0, 2).join(' ')))).toEqual([])
})
