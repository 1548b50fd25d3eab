import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Route } from '#api/route'
import { ROUTES } from '#api/routes'

/** Commands that no route does, each with the reason. */
const ONLY_COMMANDS: Readonly<Record<string, string>> = {
  demo: 'starts servers on this machine',
  sandbox: 'starts a server on this machine',
  init: 'writes a file on this machine; the dashboard has its set-up instead',
  start: 'starts what answers the routes',
  doctor: 'looks at the machine, also where nothing answers any more',
  backup: 'writes all data of all organisations into a file of the machine: who may call a route must not have it',
  restore: 'fills an empty installation, which nobody can sign in to',
  'confirm-live': 'says that another installation is stopped, which only who stands at the machines knows',
}

/** Commands whose work is a part of a route that names another one. */
const PARTS: Readonly<Record<string, string>> = {
  'prices compare': 'jobs.compare',
}

/** Routes that no command does, each with the reason. */
const ONLY_ROUTES: Readonly<Record<string, string>> = {
  'session.show': 'tells a page who looks at it; at the machine there is no session',
  'setup.status': 'tells the page of the first start what to ask',
  'setup.link': 'looks at a link before it is used; the command makes it',
  'invitations.look': 'looks at a link before it is used; the command makes it',
  'invitations.accept': 'needs the person themselves, with a password of their own',
  'sessions.list': "one's own sessions; at the machine there are none",
  'sessions.end': "one's own sessions; at the machine there are none",
  'sessions.end-others': "one's own sessions; at the machine there are none",
  'account.show': "one's own account; at the machine there is none",
  'organization.show': 'the page around every other page',
  'live.stream': 'keeps pages up to date; commands look again',
  'connectors.list': 'describes forms; "init" and the reference of the settings do so for people',
  'connections.choices': 'fills lists of forms',
  'integrations.rules': 'describes forms; the reference of the settings does so for people',
  'attention.people': 'fills a list of a page',
}

const all = Object.entries(ROUTES) as [string, Route][]

/** Every command of the reference, which is made from the program; those that only hold others are left out. */
async function commands(): Promise<string[]> {
  const reference = await readFile(new URL('../../docs/reference/cli.md', import.meta.url), 'utf8')
  const parts = reference.split(/^#{2,4} /m).slice(1)
  const names = parts.map((part) => part.slice(0, part.indexOf('\n')).trim())
  // The help of a command that does nothing itself says that one of its own must follow.
  const isGroup = (name: string, text: string): boolean =>
    text.includes(`Usage: tillbridge ${name} [options] [command]`) &&
    !text.includes('Arguments:') &&
    text.includes('help [command]')
  return names.filter((name, index) => !isGroup(name, parts[index] ?? ''))
}

test('every command has a route that does the same, or a reason to have none', async () => {
  const named = new Set(all.flatMap(([, { command }]) => (command === undefined ? [] : [command])))
  const missing = (await commands()).filter((name) => !named.has(name) && !(name in ONLY_COMMANDS) && !(name in PARTS))
  expect(missing).toEqual([])
  expect(Object.values(PARTS).filter((route) => !(route in ROUTES))).toEqual([])
})

test('every route has a command that does the same, or a reason to have none', async () => {
  const known = new Set(await commands())
  const missing = all.filter(([name, { command }]) => command === undefined && !(name in ONLY_ROUTES))
  expect(missing.map(([name]) => name)).toEqual([])
  const unknown = all.flatMap(([name, { command }]) =>
    command === undefined || known.has(command) ? [] : `${name}: ${command}`,
  )
  expect(unknown).toEqual([])
})

test('no exception outlives its reason', async () => {
  const known = await commands()
  const named = new Set(all.map(([, { command }]) => command))
  expect(
    Object.keys({ ...ONLY_COMMANDS, ...PARTS }).filter((name) => !known.includes(name) || named.has(name)),
  ).toEqual([])
  const without = new Set(all.flatMap(([name, { command }]) => (command === undefined ? [name] : [])))
  expect(Object.keys(ONLY_ROUTES).filter((name) => !without.has(name))).toEqual([])
})
