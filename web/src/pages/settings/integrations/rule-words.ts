import { useIntl } from 'react-intl'
import type { RuleField } from '#api/rule-form'
import { helpOf, titleOf } from '#web/connections/settings-entered.ts'
import type { TextId } from '#web/languages/en.ts'
import { useText } from '#web/languages/use-text.ts'

/** What a policy or rule is called, in the language of the person where we have words for it. */
export interface RuleWords {
  title(path: string, field: RuleField): string
  help(path: string, field: RuleField): string | null
  option(name: string): string
}

export function useRuleWords(): RuleWords {
  const text = useText()
  const { messages } = useIntl()
  const known = (id: string): string | null => (messages[id] === undefined ? null : text(id as TextId))
  return {
    title: (path, { name }) => known(`rule.${path}`) ?? titleOf(name),
    help: (path, { help }) => known(`rule.${path}.help`) ?? (help === null ? null : helpOf(help)),
    option: (name) => known(`rule.option.${name}`) ?? titleOf(name.replaceAll('-', ' ')),
  }
}
