/** Rows of one query, as Postgres prints them. */
export interface QueryResult {
  readonly columns: readonly string[];
  /** Null is SQL's null; everything else is text. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** There were more rows than these. */
  readonly truncated: boolean;
}

/** Looks into what runs and changes nothing. Absent in production. */
export interface Inspection {
  /**
   * Runs one statement as a role of its own that may read every row of this one database, write nothing and become
   * nobody else, within five seconds.
   * @throws ScalrError `QUERY_FAILED` with what Postgres says
   */
  query(database: string, sql: string, limit: number): Promise<QueryResult>;
}
