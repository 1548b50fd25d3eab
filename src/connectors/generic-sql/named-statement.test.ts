import { describe, expect, test } from 'vitest'
import { namedStatement } from './named-statement.ts'

describe('names become places for values, in the order of their values', () => {
  test.each([
    ['select :a, :b, :a', 'select $1, $2, $1', ['a', 'b'], 'select ?, ?, ?', ['a', 'b', 'a']],
    ['where x=:from_day and y>:to', 'where x=$1 and y>$2', ['from_day', 'to'], 'where x=? and y>?', ['from_day', 'to']],
  ])('%s', (sql, postgres, names, mysql, mysqlNames) => {
    expect(namedStatement(sql, 'postgres')).toEqual({ text: postgres, names })
    expect(namedStatement(sql, 'mysql')).toEqual({ text: mysql, names: mysqlNames })
  })
})

test.each([
  ['a text', "select ':a', ':b it''s :c'"],
  ['a name in quotes', 'select ":a" from "x:b"'],
  ['a cast', 'select x::text'],
  ['a comment to the end of the line', 'select 1 -- :a\n'],
  ['a comment', 'select 1 /* :a * / :b */'],
  ['a text that never ends', "select ':a"],
])('%s keeps its colons', (_what, sql) => {
  for (const dialect of ['postgres', 'mysql'] as const)
    expect(namedStatement(sql, dialect)).toEqual({ text: sql, names: [] })
})

test.each([
  ['nested comments', '/* /* :a */ :b */ select 1'],
  ['dollar quotes', 'select $$ :a $$, $tag$ $$ :b $tag$'],
  ['escapes', "select E'\\' :a'"],
])('Postgres: %s', (_what, sql) => {
  expect(namedStatement(sql, 'postgres')).toEqual({ text: sql, names: [] })
})

test.each([
  ['backslashes', 'select \'\\\' :a\', "\\" :b"'],
  ['back quotes', 'select `:a`'],
  ['the other comment', 'select 1 # :a'],
  ['assignments', 'set @x := 1'],
])('MySQL: %s', (_what, sql) => {
  expect(namedStatement(sql, 'mysql')).toEqual({ text: sql, names: [] })
})

test('a backslash is no escape in Postgres, and ends nothing', () => {
  expect(namedStatement("select '\\', :a", 'postgres')).toEqual({ text: "select '\\', $1", names: ['a'] })
})
