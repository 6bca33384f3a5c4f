import type { BulkKind, ImportInfo } from '@contract/bulk'
import type { ApiError } from '@contract/errors'
import type { CallReply } from '@contract/index'
import { computed, onScopeDispose, reactive, ref, shallowRef } from 'vue'
import { api, toApiError } from '@/api'
import {
  type ColumnChoice,
  choose,
  isEnough,
  toChoices,
  toMapping,
} from '@/people-files/column-choice'
import { openTextFile, readBeginning, readPieces, type TextFile } from '@/people-files/text-file'

/** How far one pass over a file has come. */
interface Pass {
  readonly info: ImportInfo | undefined
  readonly running: boolean
  readonly error: ApiError | undefined
  /** Of the file, sent and answered. */
  readonly bytes: number
}

/** One file on its way in: chosen, its columns matched and checked by a dry run, then imported. */
export type FileImport = ReturnType<typeof useImport>

const noPass: Pass = { info: undefined, running: false, error: undefined, bytes: 0 }
const checkMs = 350

/** Steps of importing a file of `kind`; `topicId` is where subscribers go. */
export const useImport = (kind: () => BulkKind, topicId: () => string | undefined) => {
  const step = ref<'file' | 'columns' | 'run'>('file')
  const source = shallowRef<TextFile>()
  const preview = shallowRef<CallReply<'previewImport'>>()
  const choices = ref<ColumnChoice[]>([])
  const options = reactive({ createMissing: true, countryCode: '', hasHeader: true })
  const check = shallowRef<Pass>(noPass)
  const run = shallowRef<Pass>(noPass)
  const error = shallowRef<ApiError>()
  const opening = ref(false)
  let checkTimer: ReturnType<typeof setTimeout> | undefined

  const stopListening = api.on('bulk.progress', (info) => {
    for (const pass of [check, run])
      if (pass.value.running && pass.value.info?.importId === info.importId)
        pass.value = { ...pass.value, info }
  })
  onScopeDispose(() => {
    stopListening()
    clearTimeout(checkTimer)
    void stop(check)
  })

  const canImport = computed(() => isEnough(choices.value, kind()))
  const countryProblem = computed(
    () => options.countryCode !== '' && !/^\+[1-9]\d{0,2}$/.test(options.countryCode),
  )

  /** Sends the whole file; ends early when the pass is replaced or cancelled. */
  const send = async (pass: typeof check, file: TextFile, begun: ImportInfo): Promise<void> => {
    pass.value = { ...noPass, info: begun, running: true }
    const isCurrent = (): boolean =>
      pass.value.running && pass.value.info?.importId === begun.importId
    try {
      for await (const { text, bytes, last } of readPieces(file)) {
        if (!isCurrent()) return
        const info = await api.call('appendImport', { importId: begun.importId, text, last })
        if (!isCurrent()) return
        pass.value = { ...pass.value, info, bytes, running: info.state === 'running' }
      }
    } catch (thrown) {
      if (isCurrent()) pass.value = { ...pass.value, running: false, error: toApiError(thrown) }
    }
  }
  const begin = (dryRun: boolean): Promise<ImportInfo> => {
    const into = kind() === 'subscribers' ? topicId() : undefined
    return api.call('beginImport', {
      ...{ kind: kind(), dryRun, mapping: toMapping(choices.value) },
      ...(into !== undefined && { topicId: into }),
      ...(options.countryCode !== '' && { countryCode: options.countryCode }),
      createMissing: options.createMissing,
      hasHeader: options.hasHeader,
      delimiter: preview.value?.delimiter ?? 'auto',
      fileName: source.value?.file.name.slice(0, 255) ?? '',
    })
  }
  const stop = async (pass: typeof check): Promise<void> => {
    const { info, running } = pass.value
    pass.value = { ...pass.value, running: false }
    if (!running || !info) return
    const stopped = await api
      .call('cancelImport', { importId: info.importId })
      .catch(() => undefined)
    if (stopped && pass.value.info?.importId === info.importId)
      pass.value = { ...pass.value, info: stopped }
  }

  /** Looks at every row as an import would, shortly after the last change. */
  const checkSoon = (): void => {
    clearTimeout(checkTimer)
    void stop(check)
    check.value = noPass
    if (!canImport.value || countryProblem.value) return
    checkTimer = setTimeout(() => void checkNow(), checkMs)
  }
  const checkNow = async (): Promise<void> => {
    const file = source.value
    if (!file) return
    try {
      await send(check, file, await begin(true))
    } catch (thrown) {
      check.value = { ...noPass, error: toApiError(thrown) }
    }
  }

  const open = async (file: File): Promise<void> => {
    opening.value = true
    error.value = undefined
    try {
      const opened = await openTextFile(file)
      const seen = await api.call('previewImport', { text: await readBeginning(opened) })
      source.value = opened
      preview.value = seen
      options.hasHeader = seen.hasHeader
      choices.value = toChoices(seen.mapping, seen.columns.length, kind())
      step.value = 'columns'
      checkSoon()
    } catch (thrown) {
      error.value = toApiError(thrown)
    } finally {
      opening.value = false
    }
  }
  /** Imports, or takes up again what was cut off: the same file, from where it stopped. */
  const start = async (interrupted?: ImportInfo, file?: File): Promise<void> => {
    const known = run.value.info
    clearTimeout(checkTimer)
    await stop(check)
    step.value = 'run'
    run.value = { ...noPass, info: interrupted ?? known, running: true }
    try {
      if (file) source.value = await openTextFile(file)
      const importId = (interrupted ?? known)?.importId
      const begun = await (importId === undefined
        ? begin(false)
        : api.call('resumeImport', { importId }))
      // Stopped while it was being begun, when there was nothing to stop yet.
      if (!run.value.running) {
        const stopped = await api.call('cancelImport', { importId: begun.importId })
        if (step.value === 'run') run.value = { ...run.value, info: stopped }
      } else if (source.value) await send(run, source.value, begun)
    } catch (thrown) {
      run.value = { ...run.value, running: false, error: toApiError(thrown) }
    }
  }
  const reset = (): void => {
    clearTimeout(checkTimer)
    void stop(check)
    step.value = 'file'
    source.value = undefined
    preview.value = undefined
    choices.value = []
    error.value = undefined
    check.value = noPass
    run.value = noPass
    Object.assign(options, { createMissing: true, countryCode: '', hasHeader: true })
  }

  return reactive({
    ...{ step, source, preview, choices, options, check, run, error, opening },
    ...{ canImport, countryProblem, open, start, reset },
    set: (changed: Partial<typeof options>): void => {
      Object.assign(options, changed)
      checkSoon()
    },
    choose: (at: number, choice: ColumnChoice): void => {
      choices.value = choose(choices.value, at, choice)
      checkSoon()
    },
    cancel: (): Promise<void> => stop(run),
  })
}
