import type { ApiNote } from '#api/attention'
import { deleteNote, insertNote, listNotes, type Note, transferOf } from '#database/notes'
import { showTransfer } from '#database/transfers'
import type { Actor } from '#server/api/actor'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import type { ServerServices } from '#server/services'

export const listNotesRoute: Handler<'notes.list'> = async ({ services, organizationId, actor, query }) => {
  const notes = await listNotes(services.pool, organizationId, query.about)
  return { items: notes.map((one) => shown(one, actor)) }
}

export const addNote: Handler<'notes.add'> = async ({ services, organizationId, actor, body, note }) => {
  await assertThere(services, organizationId, body.about)
  note({ subject: body.about, after: { text: body.text } })
  const made = await insertNote(services.pool, {
    organizationId,
    about: body.about,
    text: body.text,
    authorId: actor.id,
    authorName: actor.name,
    now: services.clock.now(),
  })
  return shown(made, actor)
}

export const removeNote: Handler<'notes.remove'> = async ({ services, organizationId, actor, params, note }) => {
  const gone = await deleteNote(services.pool, organizationId, { noteId: params.noteId, authorId: actor.id })
  if (gone === null) throw missing('note of yours')
  note({ subject: gone.about, before: { text: gone.text } })
}

/** Nothing is kept about transfers that are not the organisation's. */
export async function assertThere(services: ServerServices, organizationId: string, about: string): Promise<void> {
  const transferId = transferOf(about)
  if (transferId === null) return
  const isId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(transferId)
  if (!isId || (await showTransfer(services.queries, organizationId, transferId)) === null) throw missing('transfer')
}

const shown = ({ noteId, text, authorId, authorName, writtenAt }: Note, { id }: Actor): ApiNote => ({
  noteId,
  text,
  author: authorName,
  writtenAt,
  mine: authorId === id,
})
