import type { Handler } from '#server/api/call'
import { connectionOf } from './shown.ts'

export const listChoices: Handler<'connections.choices'> = async (call) => {
  const connection = await connectionOf(call, call.params.connection)
  return { items: [...(await call.services.engine.choices(connection, call.query.list))] }
}
