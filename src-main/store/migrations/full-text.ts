/** How an index differs from the usual one. */
export interface FullTextOptions {
  /** The lengths that prefixes are indexed in. */
  readonly prefixes?: string
  /** A column that never changes and is indexed apart from the words, to search within. */
  readonly within?: string
}

/**
 * A full-text index named `<table>_words` that its table keeps up to date; rowid is `seq`. Released
 * migrations stand on this text, so what is there never changes.
 */
export const fullText = (
  table: string,
  parts: readonly string[],
  { prefixes = '2 3', within }: FullTextOptions = {},
): string => {
  const words = (row: string): string =>
    parts
      .map((part) =>
        /^\w+$/.test(part) ? `${row}.${part}` : part.replaceAll('data', `${row}.data`),
      )
      .join(` || ' ' || `)
  const columns = within ? `words, ${within}` : 'words'
  const add = `INSERT INTO ${table}_words (rowid, ${columns}) VALUES (NEW.seq, ${words('NEW')}${within ? `, NEW.${within}` : ''});`
  return `
CREATE VIRTUAL TABLE ${table}_words USING fts5(
  ${columns}, content = '', contentless_delete = 1, detail = full, prefix = '${prefixes}'
);
CREATE TRIGGER ${table}_words_added AFTER INSERT ON ${table} BEGIN
  ${add}
END;
CREATE TRIGGER ${table}_words_changed AFTER UPDATE ON ${table}
WHEN ${words('NEW')} IS NOT ${words('OLD')} BEGIN
  DELETE FROM ${table}_words WHERE rowid = OLD.seq;
  ${add}
END;
CREATE TRIGGER ${table}_words_removed AFTER DELETE ON ${table} BEGIN
  DELETE FROM ${table}_words WHERE rowid = OLD.seq;
END;
`
}
