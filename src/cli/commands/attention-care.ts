import { Command } from 'commander'
import type { Bridge } from '#app/bridge'
import { audited } from '#cli/audited'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { table, when } from '#cli/output'
import { personHere } from '#cli/person-here'
import { chooseIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { aboutCause, aboutTransfer, assign, assigneesOf, deleteNote, insertNote, listNotes } from '#database/notes'
import { findMember, type Member } from '#database/members'
import { TillbridgeError } from '#lib/errors'
import { findTransfer } from './transfers-change.ts'

interface Options {
  readonly integration?: string
  readonly subject?: string
}

const LONGEST_NOTE = 2_000

/** A command about one cause or one order. */
const about = (command: Command): Command =>
  command
    .argument('<what>', 'an order, e.g. "#1001", or a cause, e.g. TAX_NOT_MAPPED')
    .option('--subject <text>', 'what the cause is about, e.g. tax:FI:25.5')
    .option('--integration <key>', 'of this integration; needed where there are several')

/** A cause is written in capitals, a paused connection as the list calls it; everything else is the name of an order. */
async function aboutOf(bridge: Bridge, what: string, { integration, subject }: Options): Promise<string> {
  if (what.startsWith('connection:')) return what
  if (!/^[A-Z]+(_[A-Z0-9]+)+$/.test(what)) {
    return aboutTransfer((await findTransfer(bridge, what, integration)).transferId)
  }
  const { key } = await chooseIntegration(bridge, integration)
  return aboutCause({ integration: key, code: what, subject: subject ?? null })
}

export const showCommand = (io: Io): Command =>
  about(new Command('show'))
    .summary('who takes care of it, and what was noted')
    .action(async (what: string, options: Options, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId } = bridge
        const named = await aboutOf(bridge, what, options)
        const assignee = (await assigneesOf(pool, organizationId, [named])).get(named)?.name ?? null
        const notes = await listNotes(pool, organizationId, named)
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ about: named, assignee, notes }))
        io.out(assignee === null ? 'Nobody takes care of it yet.' : `${io.colors.bold(assignee)} takes care of it.`)
        if (notes.length === 0) return
        const rows = notes.map(({ noteId, writtenAt, authorName, text }) => [
          when(writtenAt, 'UTC'),
          authorName,
          text,
          noteId,
        ])
        const titles = [{ title: 'written (UTC)' }, { title: 'by' }, { title: 'note', flexible: true }, { title: 'id' }]
        io.out(`\n${table(titles, rows, { colors: io.colors, width: io.columns })}`)
      })
    })

export const assignCommand = (io: Io): Command =>
  about(new Command('assign'))
    .summary('say who takes care of it')
    .option('--to <e-mail>', 'the member; nobody without')
    .addHelpText('after', examples([['Nobody any more', 'tillbridge attention assign "#1001"']]))
    .action(async (what: string, options: Options & { readonly to?: string }, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId, clock } = bridge
        const named = await aboutOf(bridge, what, options)
        const before = (await assigneesOf(pool, organizationId, [named])).get(named)?.name ?? null
        const member = options.to === undefined ? null : await memberWith(bridge, options.to)
        const change = { event: 'attention.assigned', subject: named, before: { assignee: before } }
        await audited(bridge, io, { ...change, after: { assignee: member?.name ?? null } }, async () => {
          const userId = member?.userId ?? null
          const isDone = await assign(pool, organizationId, {
            about: named,
            userId,
            by: personHere(io),
            now: clock.now(),
          })
          if (!isDone) throw unfit(options.to ?? '')
        })
        if (globalOptions(command).json === true)
          return io.out(JSON.stringify({ about: named, assignee: member?.name ?? null }))
        io.out(member === null ? 'Nobody takes care of it now.' : `${member.name} takes care of it now.`)
      })
    })

async function memberWith({ pool, organizationId }: Bridge, email: string): Promise<Member> {
  const found = await findMember(pool, organizationId, email)
  if (found === null) throw unfit(email)
  return found
}

const unfit = (email: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ASSIGNEE_UNKNOWN',
    message: `"${email}" is no member who could take care of it.`,
    remedy: '"tillbridge people list" shows who is; who may only look cannot take care of anything.',
  })

export const noteCommand = (io: Io): Command =>
  about(new Command('note'))
    .summary('write a note for the others')
    .argument('<text>', 'what they should know')
    .action(async (what: string, typed: string, options: Options, command: Command) => {
      const text = typed.trim()
      if (text === '' || text.length > LONGEST_NOTE) command.error(`error: a note has 1 to ${LONGEST_NOTE} characters`)
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId, clock } = bridge
        const named = await aboutOf(bridge, what, options)
        const author = personHere(io)
        const note = { organizationId, about: named, text, authorId: author, authorName: author, now: clock.now() }
        const change = { event: 'note.added', subject: named, after: { text } }
        const made = await audited(bridge, io, change, () => insertNote(pool, note))
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ note: made }))
        io.out(`${io.colors.green('✓')} Noted.`)
      })
    })

export const unnoteCommand = (io: Io): Command =>
  new Command('unnote')
    .summary('take a note away that was written here')
    .argument('<note>', 'its id, as "attention show" tells it')
    .action(async (noteId: string, _options: unknown, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId } = bridge
        const change = { event: 'note.removed', subject: `note:${noteId}` }
        await audited(bridge, io, change, async () => {
          const isId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(noteId)
          const gone = isId ? await deleteNote(pool, organizationId, { noteId, authorId: personHere(io) }) : null
          if (gone === null) throw notYours()
        })
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ removed: noteId }))
        io.out(`${io.colors.green('✓')} The note is gone.`)
      })
    })

const notYours = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'NOTE_UNKNOWN',
    message: 'There is no such note of yours.',
    remedy: '"tillbridge attention show" names the notes. Only who wrote one takes it away.',
  })
