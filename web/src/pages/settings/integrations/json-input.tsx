import { useState } from 'react'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { RuleInputProps } from './plain-input.tsx'
import { readJson } from './rule-values.ts'
import { useRuleWords } from './rule-words.ts'

/** What has no form of its own: JSON, with the place where it is wrong. What is wrong is sent as it is, and refused. */
export function JsonInput({ field, path, valueOf, onChange, errorOf }: RuleInputProps) {
  const text = useText()
  const words = useRuleWords()
  const value = valueOf(path) ?? field.usual
  const [typed, setTyped] = useState(() => (typeof value === 'string' ? value : JSON.stringify(value, null, 2)))
  const read = readJson(typed)
  const error = read.isRight ? errorOf(path) : text('rule.json.wrong', { line: read.line, column: read.column })
  const help = words.help(path, field)
  return (
    <TextField
      label={words.title(path, field)}
      isLong
      value={typed}
      onChange={(now) => {
        setTyped(now)
        const result = readJson(now)
        onChange(path, result.isRight ? result.value : now)
      }}
      {...(help === null ? {} : { description: help })}
      {...(error === undefined ? {} : { error })}
    />
  )
}
