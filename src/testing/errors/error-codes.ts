import { type Token, tokensOf } from './source-tokens.ts'

/** A stable code as one place of the source uses it. */
export interface ErrorCode {
  readonly code: string
  /** Texts for the shop owner, `…` where something is filled in; empty when the place passes on another's words. */
  readonly message: string
  readonly remedy: string
}

const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/
const COMPOUND = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/
const OPEN = '([{'
const CLOSE = ')]}'

/** Every code that a source file gives to an error, a cause or a finding. */
export function errorCodesIn(source: string): ErrorCode[] {
  const tokens = tokensOf(source)
  return tokens.flatMap((token, index) => {
    if (isProperty(tokens, index, 'code') || isProperty(tokens, index, 'error')) return inObject(tokens, index)
    return token.kind === 'string' && COMPOUND.test(token.text) ? inCall(tokens, index) : []
  })
}

const isMark = (token: Token | undefined, mark: string): boolean => token?.kind === 'mark' && token.text === mark

const isProperty = (tokens: readonly Token[], index: number, name: string): boolean =>
  tokens[index]?.kind === 'word' && tokens[index].text === name && isMark(tokens[index + 1], ':')

/** `{ code: 'A', message: '…', remedy: '…' }`, in any order, with conditions and constants. */
function inObject(tokens: readonly Token[], index: number): ErrorCode[] {
  const depth = tokens[index]?.depth ?? 0
  let start = index
  while (start > 0 && !(tokens[start]?.depth === depth && OPEN.includes(tokens[start]?.text ?? ' '))) start -= 1
  let end = index
  while (end < tokens.length && !(tokens[end]?.depth === depth && isClosing(tokens[end]))) end += 1
  const members = tokens.slice(start, end)
  const text = (name: string): string => {
    const at = members.findIndex((token, place) => token.depth === depth && isProperty(members, place, name))
    return at < 0 ? '' : stringsOf(valueAt(members, at + 2, depth)).join(' / ')
  }
  // What a condition compares with is no code: only what comes behind its question mark counts.
  const value = valueAt(tokens, index + 2, depth)
  const asked = value.findIndex((token) => isMark(token, '?'))
  const codes = value
    .slice(asked + 1)
    .flatMap((token) => (token.kind === 'string' ? [token.text] : constant(tokens, token)))
  return codes
    .filter((code) => CODE.test(code))
    .map((code) => ({ code, message: text('message'), remedy: text('remedy') }))
}

const isClosing = (token: Token | undefined): boolean => token?.kind === 'mark' && CLOSE.includes(token.text)

function valueAt(tokens: readonly Token[], start: number, depth: number): Token[] {
  let end = start
  while (
    end < tokens.length &&
    !(tokens[end]?.depth === depth && (isMark(tokens[end], ',') || isClosing(tokens[end])))
  ) {
    end += 1
  }
  return tokens.slice(start, end)
}

const stringsOf = (tokens: readonly Token[]): string[] =>
  tokens.flatMap((token) => (token.kind === 'string' && token.text.includes(' ') ? [token.text] : []))

/** The text of `const NAME = '…'` in the same file. */
function constant(tokens: readonly Token[], { kind, text }: Token): string[] {
  if (kind !== 'word' || !CODE.test(text)) return []
  const at = tokens.findIndex((token, index) => token.text === text && isMark(tokens[index + 1], '='))
  const value = tokens[at + 2]
  return at >= 0 && value?.kind === 'string' ? [value.text] : []
}

/** `refuse(400, 'A', 'message', 'remedy')` and `['A', 'message', 'remedy']`. */
function inCall(tokens: readonly Token[], index: number): ErrorCode[] {
  const depth = tokens[index]?.depth ?? 0
  const before = tokens[index - 1]
  const begins = before !== undefined && before.depth === depth && (isMark(before, ',') || '(['.includes(before.text))
  if (!begins || !isMark(tokens[index + 1], ',') || tokens[index + 2]?.kind !== 'string') return []
  const code = tokens[index]?.text ?? ''
  const [first = [], ...others] = argumentsAfter(tokens, index + 2, depth)
  const callee = tokens[index - 2]?.text
  if (callee === 'ok') return []
  if (callee === 'unknownLink') {
    const [what = [], , remedy = []] = others
    return [{ code, message: `ERPNext knows no ${what[0]?.text} called "…".`, remedy: stringsOf(remedy).join(' ') }]
  }
  const message = stringsOf(first).join(' / ')
  // Without a sentence behind it, it is a member of some list.
  return message === '' ? [] : [{ code, message, remedy: stringsOf(others[0] ?? []).join(' / ') }]
}

function argumentsAfter(tokens: readonly Token[], start: number, depth: number): Token[][] {
  const found: Token[][] = []
  let at = start
  while (at < tokens.length) {
    const value = valueAt(tokens, at, depth)
    if (value.length > 0) found.push(value)
    at += value.length + 1
    if (isClosing(tokens[at - 1])) break
  }
  return found
}
