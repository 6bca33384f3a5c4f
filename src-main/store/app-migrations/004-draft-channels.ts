import type { Migration } from '../database'

/** The channel moves into the content; a draft may change a message, and knows the id it was tried under. */
export const draftChannels: Migration = {
  name: '004-draft-channels',
  up: `
    UPDATE drafts SET content = json_set(
      content,
      '$.kind', 'email',
      '$.attachments', json('[]'),
      '$.messageId', '',
      '$.scheduledAt', json('null')
    );
    ALTER TABLE drafts DROP COLUMN kind;
    ALTER TABLE drafts ADD COLUMN updates TEXT CHECK (json_valid(updates));
    ALTER TABLE drafts ADD COLUMN tried_id TEXT;
  `,
}
