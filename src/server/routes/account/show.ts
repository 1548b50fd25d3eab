import { findAccountOf } from '#database/users'
import type { Handler } from '#server/api/call'

export const showAccount: Handler<'account.show'> = async ({ services, actor }) => ({
  account: actor.kind === 'person' ? await findAccountOf(services.pool, actor.id) : null,
})
