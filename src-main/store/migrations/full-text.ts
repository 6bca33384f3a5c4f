/**
 * A full-text index named `<table>_words` that its table keeps up to date; rowid is `seq`. Released
 * migrations stand on this text, so it never changes.
 */
export const fullText = (table: string, parts: readonly string[]): string => {
  const words = (row: string): string =>
    parts
      .map((part) =>
        /^\w+$/.test(part) ? `${row}.${part}` : part.replaceAll('data', `${row}.data`),
      )
      .join(` || ' ' || `)
  return `
CREATE VIRTUAL TABLE ${table}_words USING fts5(
  words, content = '', contentless_delete = 1, detail = full, prefix = '2 3'
);
CREATE TRIGGER ${table}_words_added AFTER INSERT ON ${table} BEGIN
  INSERT INTO ${table}_words (rowid, words) VALUES (NEW.seq, ${words('NEW')});
END;
CREATE TRIGGER ${table}_words_changed AFTER UPDATE ON ${table}
WHEN ${words('NEW')} IS NOT ${words('OLD')} BEGIN
  DELETE FROM ${table}_words WHERE rowid = OLD.seq;
  INSERT INTO ${table}_words (rowid, words) VALUES (NEW.seq, ${words('NEW')});
END;
CREATE TRIGGER ${table}_words_removed AFTER DELETE ON ${table} BEGIN
  DELETE FROM ${table}_words WHERE rowid = OLD.seq;
END;
`
}
