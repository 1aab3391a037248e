// Loaded into every file of tests. A test that failed may have left a server or a timer open, and the file would never
// end. Its results are told by then; processes that it leaves are found at the end of the run.
import { after } from 'node:test'

after(() => void setTimeout(() => process.exit(), 3_000).unref())
