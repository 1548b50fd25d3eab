import { COLUMNS } from '#csv/columns'
import type { Handler } from '#server/api/call'

export const listFileColumns: Handler<'files.columns'> = ({ query }) => ({
  items: Object.entries(COLUMNS[query.kind]).map(([name, { type, needed, about }]) => ({
    name,
    type,
    needed: needed === true,
    about,
  })),
})
