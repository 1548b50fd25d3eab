import { assign, assigneesOf, possibleAssignees } from '#database/notes'
import { TillbridgeError } from '#lib/errors'
import type { Handler } from '#server/api/call'
import { assertThere } from '#server/routes/notes/notes'

export const listPeople: Handler<'attention.people'> = async ({ services, organizationId }) => ({
  items: await possibleAssignees(services.pool, organizationId),
})

export const showAssignee: Handler<'attention.assignee'> = async ({ services, organizationId, query }) => ({
  assignee: (await assigneesOf(services.pool, organizationId, [query.about])).get(query.about) ?? null,
})

export const assignAttention: Handler<'attention.assign'> = async ({ services, organizationId, actor, body, note }) => {
  const { pool, clock } = services
  const { about, userId } = body
  await assertThere(services, organizationId, about)
  const now = async () => (await assigneesOf(pool, organizationId, [about])).get(about) ?? null
  note({ subject: about, before: { assignee: (await now())?.name ?? null } })
  const by = actor.email ?? actor.name
  if (!(await assign(pool, organizationId, { about, userId, by, now: clock.now() }))) throw unknown()
  const assignee = await now()
  note({ after: { assignee: assignee?.name ?? null } })
  return { assignee }
}

const unknown = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ASSIGNEE_UNKNOWN',
    message: 'There is no such member who could take care of it.',
    remedy: 'Choose somebody from the list; who may only look cannot take care of anything.',
  })
