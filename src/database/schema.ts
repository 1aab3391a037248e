import type { Kysely } from 'kysely'
import type { AssetTables } from './schema/assets.ts'
import type { BackboneTables } from './schema/backbone.ts'
import type { CoreTables } from './schema/core.ts'
import type { ExperimentTables } from './schema/experiments.ts'
import type { ImportTables } from './schema/imports.ts'
import type { InsightTables } from './schema/insights.ts'
import type { PeopleTables } from './schema/people.ts'
import type { ProjectTables } from './schema/projects.ts'

/** All tables. Times are UTC epoch milliseconds, booleans 0 or 1, JSON is text; rows never leave their store. */
export interface Database
  extends
    CoreTables,
    PeopleTables,
    BackboneTables,
    AssetTables,
    ExperimentTables,
    ImportTables,
    InsightTables,
    ProjectTables {}

/** A connection or a transaction: stores take either, so that they compose. */
export type Db = Kysely<Database>
