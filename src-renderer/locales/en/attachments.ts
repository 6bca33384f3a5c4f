/** Files that go along with a message. */
export default {
  title: 'Attachments',
  attach: 'Attach',
  files: '{count} file | {count} files',
  sum: '{total} of {limit}',
  more: 'Attach more',
  remove: 'Remove {name}',
  gone: 'not in storage any more',
  bucket: 'Bucket',
  drop: 'Drop files here; they are kept in {bucket}',
  chooseFile: 'Choose a file',
  wrongType: 'Not an image that phones show (PNG or JPEG): {names}',
  notAnImage: 'not PNG or JPEG',
  incomplete: 'not uploaded whole',
  noBucket: 'There is no bucket yet',
  noBucketText: 'Files live in buckets. Make one under Files, then come back.',
  openFiles: 'Open Files',
}
