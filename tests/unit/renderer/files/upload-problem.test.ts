import { uploadProblem } from '@/files/upload-problem'
import { expect, test } from 'vitest'

const open = { maximumFileSize: 50_000_000, allowedFileExtensions: [] }

test('a file is taken up to the very limits', () => {
  expect(uploadProblem({ name: 'a', size: 50_000_000 }, open)).toBeUndefined()
  expect(uploadProblem({ name: 'a', size: 10 }, { ...open, maximumFileSize: 10 })).toBeUndefined()
})

test.each([
  ['an empty file', { name: 'a.txt', size: 0 }, open, 'empty'],
  [
    'one that its bucket does not take',
    { name: 'a', size: 30_000_000 },
    { ...open, maximumFileSize: 10 },
    'tooLargeForBucket',
  ],
  [
    'a wrong ending',
    { name: 'a.pdf.exe', size: 5 },
    { ...open, allowedFileExtensions: ['pdf'] },
    'ending',
  ],
  ['no ending', { name: 'pdf', size: 5 }, { ...open, allowedFileExtensions: ['pdf'] }, 'ending'],
] as const)('%s is refused before it is read', (_, file, bucket, problem) => {
  const limits = { ...bucket, allowedFileExtensions: [...bucket.allowedFileExtensions] }
  expect(uploadProblem(file, limits)).toBe(problem)
})

test('endings are compared without regard to case', () => {
  const bucket = { ...open, allowedFileExtensions: ['PDF'] }
  expect(uploadProblem({ name: 'Timetable.Pdf', size: 5 }, bucket)).toBeUndefined()
})
