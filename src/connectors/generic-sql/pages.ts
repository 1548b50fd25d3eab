import type { SqlResult } from './driver.ts'
import type { SqlSettings } from './settings.ts'
import type { StatementSetting } from './settings-statements.ts'
import { dialectOf, type Input, type Row, type SqlContext, transaction } from './statements.ts'

const PAGE = 500

/**
 * The rows of a statement page by page, in the order of two of its columns, each page from where the last one ended: however many
 * there are, each page costs the same, and what changes meanwhile shifts nothing. Each page is a transaction of its own.
 */
export async function* pagesOf(
  context: SqlContext,
  statement: StatementSetting,
  columns: readonly [string, string],
  { where, input }: { readonly where: string; readonly input: Input },
): AsyncGenerator<readonly Row[]> {
  let after: Input | null = null
  for (;;) {
    const page: StatementSetting = {
      ...statement,
      sql: pageOf(context.settings, statement.sql, columns, after !== null),
    }
    const seen: Input = { ...input, ...after }
    const { rows }: SqlResult = await transaction(context, { where, effect: 'read' }, (running) =>
      running.run(page, seen, where),
    )
    if (rows.length > 0) yield rows
    const last: Row | undefined = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    after = { cursorFirst: last['cursorFirst'], cursorSecond: last['cursorSecond'] }
  }
}

// The two columns are compared as the database holds them, and travel as its own texts: a float or a Date of ours would lose digits.
function pageOf(
  settings: SqlSettings,
  sql: string,
  [first, second]: readonly [string, string],
  follows: boolean,
): string {
  const text = dialectOf(settings) === 'postgres' ? 'text' : 'char'
  const bounds = follows ? `where (page.${first}, page.${second}) > (:cursor_first, :cursor_second)` : ''
  return `select page.*, cast(page.${first} as ${text}) as cursor_first, cast(page.${second} as ${text}) as cursor_second
from (${sql.trim().replace(/;$/, '')}
) as page ${bounds}
order by page.${first}, page.${second} limit ${PAGE}`
}
