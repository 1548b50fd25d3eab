#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Node takes the types out of our sources at every start. Remembering the result makes the start a third shorter and the process
// some 30 MB smaller; where the folder cannot be written, Node goes on without. This one file has no types: for a single one, Node
// would load all that takes them out.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/tillbridge', import.meta.url)))
await import('./run.ts')
