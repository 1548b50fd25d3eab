import { useIntl } from 'react-intl'
import type { RuleField } from '#api/rule-form'
import { helpOf, titleOf } from '#web/connections/settings-entered.ts'
import type { TextId } from '#web/languages/en.ts'
import { useText } from '#web/languages/use-text.ts'
import { useServerText } from '#web/languages/server-text.tsx'
import { valueText } from '#web/pages/transfers/value-text.ts'

/** What a policy or rule is called, in the language of the person where we have words for it. */
export interface RuleWords {
  title(path: string, field: RuleField): string
  help(path: string, field: RuleField): string | null
  option(name: string): string
  /** By its whole path: `Rounding: Largest rounding`. */
  called(path: string): string
  valued(value: unknown): string
}

export function useRuleWords(): RuleWords {
  const text = useText()
  const server = useServerText()
  const { messages } = useIntl()
  const known = (id: string): string | null => (messages[id] === undefined ? null : text(id as TextId))
  return {
    title: (path, { name }) => known(`rule.${path}`) ?? server(titleOf(name)),
    help: (path, { help }) =>
      known(`rule.${path}.help`) ?? (help === null ? null : helpOf(server(help), text('setup.empty'))),
    option: (name) => known(`rule.option.${name}`) ?? server(titleOf(name.replaceAll('-', ' '))),
    called: (path) =>
      path
        .split('.')
        .map((name, index, all) => known(`rule.${all.slice(0, index + 1).join('.')}`) ?? server(titleOf(name)))
        .join(' – '),
    valued: (value) => {
      if (typeof value === 'boolean') return text(value ? 'rule.yes' : 'rule.no')
      if (value === null || value === undefined || (Array.isArray(value) && value.length === 0))
        return text('rule.nothing')
      return typeof value === 'string' ? (known(`rule.option.${value}`) ?? value) : valueText(value)
    },
  }
}
