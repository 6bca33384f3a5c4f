/** Every error type that can cross a boundary: its HTTP status and its text when nothing better is known. */
export const catalogue = {
  general_unknown: [500, 'Something went wrong inside Sendwright. Nothing was changed.'],
  general_argument_invalid: [400, 'A parameter is not valid.'],
  general_query_invalid: [400, 'A query cannot be applied here.'],
  general_cursor_not_found: [400, 'The cursor of this query does not exist any more.'],
  general_body_invalid: [400, 'The body of this request is not valid JSON.'],
  general_body_too_large: [413, 'The body of this request is too large.'],
  general_route_not_found: [404, 'There is no such route.'],
  general_not_implemented: [501, 'This endpoint is not there yet.'],
  general_unauthorized_scope: [401, 'The key is missing, unknown, or lacks the scope for this.'],
  general_access_forbidden: [403, 'This address does not belong to the server.'],
  general_rate_limit_exceeded: [429, 'Too many requests; wait a moment and try again.'],
  general_service_disabled: [503, 'This service is switched off.'],
  general_invalid_email: [400, 'The email address is not valid.'],
  general_invalid_phone: [400, 'The phone number is not valid.'],
  database_query_order_null: [400, 'The order attribute has no value on the cursor row.'],
  project_not_found: [404, 'There is no project with this id here.'],
  project_key_expired: [401, 'The API key has expired.'],
  user_unauthorized: [401, 'The caller may not do this.'],
  user_not_found: [404, 'There is no user with this id.'],
  user_already_exists: [409, 'A user with this id, email address or phone number exists already.'],
  user_target_not_found: [404, 'There is no target with this id.'],
  user_target_already_exists: [409, 'A target with this id or identifier exists already.'],
  provider_not_found: [404, 'There is no provider with this id.'],
  provider_already_exists: [409, 'A provider with this id exists already.'],
  provider_incorrect_type: [400, 'The provider is of another kind.'],
  provider_missing_credentials: [
    400,
    'The provider lacks credentials that it needs to be enabled.',
  ],
  topic_not_found: [404, 'There is no topic with this id.'],
  topic_already_exists: [409, 'A topic with this id exists already.'],
  subscriber_not_found: [404, 'There is no subscriber with this id in this topic.'],
  subscriber_already_exists: [409, 'This target is subscribed already, or the id is in use.'],
  target_provider_invalid_type: [
    400,
    'The target is neither an email address, a phone number nor a device.',
  ],
  message_not_found: [404, 'There is no message with this id.'],
  message_already_exists: [409, 'A message with this id exists already.'],
  message_missing_target: [400, 'The message has no recipients.'],
  message_target_not_email: [400, 'A target is missing, not an email address, or listed twice.'],
  message_target_not_sms: [400, 'A target is missing, not a phone number, or listed twice.'],
  message_target_not_push: [400, 'A target is missing, not a device, or listed twice.'],
  message_already_sent: [400, 'The message was sent already and cannot be changed.'],
  message_already_processing: [400, 'The message is being sent and cannot be changed.'],
  message_already_failed: [
    400,
    'The message has failed and cannot be changed; duplicate it instead.',
  ],
  message_already_scheduled: [
    400,
    'The time of this message has passed; it can no longer be changed.',
  ],
  message_missing_schedule: [400, 'The message has no time to be sent at.'],
  schedule_not_found: [404, 'The schedule of this message is gone.'],
  storage_bucket_not_found: [404, 'There is no bucket with this id.'],
  storage_bucket_already_exists: [409, 'A bucket with this id exists already.'],
  storage_file_not_found: [404, 'There is no file with this id.'],
  storage_file_already_exists: [409, 'A file with this id exists already.'],
  storage_file_type_unsupported: [400, 'The image must be a PNG or a JPEG.'],
  storage_file_empty: [400, 'The file is empty.'],
  storage_invalid_content_range: [400, 'The content-range of this piece does not fit the file.'],
  storage_invalid_appwrite_id: [400, 'The x-appwrite-id of this piece is not a file id.'],
  storage_invalid_range: [416, 'The file does not have these bytes.'],
  storage_invalid_file_size: [400, 'The file is larger than its bucket allows.'],

  // The app's own, never sent by a real Appwrite.
  desktop_no_profile: [409, 'No profile is open.'],
  desktop_profile_not_found: [404, 'There is no profile with this id.'],
  desktop_draft_not_found: [404, 'There is no draft with this id.'],
  desktop_version_not_found: [404, 'There is no such version of this draft any more.'],
  desktop_draft_changed: [409, 'The draft was changed in another window meanwhile.'],
  desktop_draft_undecided: [
    409,
    'Two windows wrote this draft differently. Nothing was sent. Open the draft, choose which text stays, then go on.',
  ],
  desktop_draft_behind: [
    409,
    'The message was changed on the server after you opened it. Your text is kept as a draft and the server was not touched. Put both versions together, then publish.',
  ],
  desktop_field_kept: [
    409,
    'Appwrite cannot empty a field of a message that is there. Nothing was written.',
  ],
  desktop_not_queued: [404, 'This draft is not in the outbox.'],
  desktop_release_outdated: [
    409,
    'It was changed after it was released. Release it again to let it go out as it is now.',
  ],
  desktop_time_passed: [
    409,
    'Its time passed while it waited, so it was not sent late. Choose another time, or send it now.',
  ],
  desktop_not_available: [501, 'This profile cannot do that.'],
  desktop_sending_locked: [
    403,
    'Sending is locked in this profile. Unlock it in the red band at the top, then send again.',
  ],
  desktop_ceiling_exceeded: [
    403,
    'This reaches more people than the ceiling of this profile. Nothing was sent; confirm the number first.',
  ],
  desktop_engine_down: [503, 'The engine is not running; it is being restarted.'],
  desktop_disk_full: [507, 'The disk is full. Nothing was changed; make room, then try again.'],
  desktop_data_unwritable: [
    503,
    'The data folder cannot be written. Nothing was changed; try again once it can.',
  ],
  desktop_data_damaged: [500, 'The stored data cannot be read. The file was kept as it is.'],
  desktop_data_in_use: [409, 'Another Sendwright is using this data folder.'],
  desktop_data_newer: [409, 'The data was written by a newer Sendwright. Update to open it.'],
  desktop_secret_present: [
    409,
    'The key of this workspace is at hand, so nothing has to be given up. Restart the engine to use it.',
  ],
  desktop_secret_unavailable: [409, 'The secret is out of reach.'],
  desktop_sandbox_mail_not_found: [404, 'There is no such mail in the sandbox inbox.'],
  desktop_nothing_under_way: [409, 'This message is not being sent now.'],
  desktop_nothing_to_decide: [409, 'Nothing about this message waits for a decision.'],
  desktop_explanation_gone: [404, 'These recipients were counted too long ago. Count them again.'],
  desktop_rehearsal_gone: [404, 'This rehearsal is not kept any more. Rehearse again.'],
  desktop_import_not_found: [404, 'There is no import with this id.'],
  desktop_import_over: [409, 'This import takes nothing more; continue it or start another one.'],
  desktop_import_file_changed: [409, 'This is not the file that the import began with.'],
  desktop_export_not_found: [404, 'There is no export with this id.'],
  desktop_connection_failed: [503, 'The server cannot be reached.'],
  desktop_outcome_unknown: [504, 'Whether the server carried this out is not known.'],
  desktop_wait_stopped: [
    503,
    'You stopped waiting for the server, so this was not carried out. Try again when you want to.',
  ],
  desktop_reply_invalid: [502, 'The server answered with something other than Appwrite does.'],
  desktop_reply_unreadable: [502, 'The server’s answer is not what Sendwright knows of Appwrite.'],
} as const satisfies Record<string, readonly [code: number, message: string]>

/** The name of an error in the catalogue. */
export type ErrorType = keyof typeof catalogue

/** An error as data: what the bridge carries and the REST server sends. */
export interface ErrorBody {
  readonly message: string
  readonly code: number
  /** Usually an `ErrorType`; a remote server may know others. */
  readonly type: string
  /** The input key at fault, for the form to show the message under its field. */
  readonly param?: string
}

/** The one error that crosses boundaries. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: number
  readonly type: string
  readonly param?: string

  constructor(body: ErrorBody, options?: ErrorOptions) {
    super(body.message, options)
    this.code = body.code
    this.type = body.type
    if (body.param !== undefined) this.param = body.param
  }

  /** Plain data, without the stack. */
  toBody(): ErrorBody {
    const { message, code, type, param } = this
    return param === undefined ? { message, code, type } : { message, code, type, param }
  }
}

/** An error of the catalogue, with a better text or the parameter at fault where known. */
export const apiError = (
  type: ErrorType,
  message?: string,
  options: ErrorOptions & { readonly param?: string } = {},
): ApiError => {
  const [code, text] = catalogue[type]
  const body = { message: message ?? text, code, type }
  return new ApiError(
    options.param === undefined ? body : { ...body, param: options.param },
    options,
  )
}
