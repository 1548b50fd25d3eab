import { call } from './client.ts'
import { type OdooContext, remembered } from './memory.ts'

/** The fields that a model has in this database; apps add some of their own. */
export const fieldNames = (context: OdooContext, model: string): Promise<ReadonlySet<string>> =>
  remembered(context, `fields:${model}`, async () => {
    const args = { allfields: [], attributes: ['type'] }
    const fields = await call(context, { model, method: 'fields_get', args, effect: 'read' })
    return new Set(Object.keys(fields as object))
  })
