import { asList } from '#lib/expressions'
import { buildXml, XmlError } from '#lib/xml'
import { badSetting, evaluated } from '#generic/failure-rules'
import type { ContentSetting } from './settings.ts'

/** The text of a file that the settings describe. `where` names the setting. */
export async function contentOf(
  setting: ContentSetting,
  input: Readonly<Record<string, unknown>>,
  where: string,
): Promise<string> {
  const value = await evaluated(setting.content, input, { where })
  const wrong = (why: string): never => {
    throw badSetting('TEMPLATE_FAILED', where, why, 'read')
  }
  if (value === undefined) return wrong('the expression selects nothing')
  if (setting.format === 'json') return `${JSON.stringify(value, null, 2)}\n`
  if (setting.format === 'csv') return csvOf(asList(value), wrong)
  try {
    return `${buildXml(value)}\n`
  } catch (error) {
    if (error instanceof XmlError) return wrong(error.message)
    throw error
  }
}

function csvOf(rows: readonly unknown[], wrong: (why: string) => never): string {
  const [first] = rows
  if (first === null || typeof first !== 'object') return wrong('CSV needs a list of objects, one for each row')
  const columns = Object.keys(first)
  const lines = rows.map((row) => columns.map((column) => cell((row as Record<string, unknown>)[column])).join(','))
  return `${[columns.map(cell).join(','), ...lines].join('\r\n')}\r\n`
}

// A cell that begins like a formula is one for a spreadsheet, whatever quotes stand around it; amounts are none.
function cell(value: unknown): string {
  const text =
    value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  const harmless = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.]+$/.test(text) ? `'${text}` : text
  return /[",\r\n;]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
