import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';

export interface EntityNames {
  /** As SQL says it, with its schema where that is not `public`. */
  readonly table: string;
  /** `/api/shopping-items` */
  readonly path: `/api/${string}`;
  /** `ShoppingItem` */
  readonly one: string;
  /** `ShoppingItems` */
  readonly many: string;
}

export function tableName(table: PgTable): string {
  const { name, schema } = getTableConfig(table);
  return schema === undefined || schema === 'public' ? name : `${schema}.${name}`;
}

/** `shopping_items` becomes path, operation ids and schema names. English plurals only: others give a name. */
export function entityNames(table: string, one: string | undefined): EntityNames {
  const words = table.split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/).filter((word) => word !== '');
  const many = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const made = one ?? singular(many);
  return {
    table,
    path: `/api/${words.map((word) => word.toLowerCase()).join('-')}`,
    one: made,
    // `listSheep` and `getSheep` may share a word, two schemas may not.
    many,
  };
}

function singular(many: string): string {
  if (/(?:ss|us|is)$/.test(many)) return many;
  if (many.endsWith('ies')) return `${many.slice(0, -3)}y`;
  if (/(?:ch|sh|x|z|ss)es$/.test(many)) return many.slice(0, -2);
  return many.endsWith('s') ? many.slice(0, -1) : many;
}
